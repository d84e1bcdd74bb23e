package dev.cofferdam.systemtest;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What an engine changes on its host: network interfaces, packet filter rules and mounts. */
record HostTraces(List<String> interfaces, List<String> rules, List<String> mounts) {

  /**
   * @param where in front of each command: the mount namespace to look at
   */
  static HostTraces now(List<String> where) {
    return new HostTraces(
        lines(where, _ -> true, "ls", "/sys/class/net"),
        Stream.of("iptables-save", "ip6tables-save")
            .flatMap(program -> lines(where, line -> line.startsWith("-"), program).stream())
            .toList(),
        lines(where, _ -> true, "findmnt", "--raw", "--noheadings", "--output", "TARGET"));
  }

  private static List<String> lines(
      List<String> where, Predicate<String> wanted, String... command) {
    return Command.of(command).behind(where).orFail().lines().filter(wanted).sorted().toList();
  }
}
