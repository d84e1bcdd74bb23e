package dev.cofferdam.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that an engine adds to the host's packet filter and does not take away when it ends.
 * Every one of them stands in a chain of the engine's, jumps to one, or is about an interface of
 * it.
 */
final class PacketFilter {
  private PacketFilter() {}

  static void removeEngineRules(List<String> interfaces) throws IOException, InterruptedException {
    for (String table : List.of("nat", "filter")) {
      List<String> rules = Command.output(List.of("iptables", "-w", "-t", table, "-S"));
      for (List<String> command : removals(table, rules, interfaces)) {
        Command.run(command);
      }
    }
  }

  /**
   * The commands that undo an engine's part of a table.
   *
   * @param interfaces the engine's own
   * @param rules as {@code iptables -S} prints them
   */
  static List<List<String>> removals(String table, List<String> rules, List<String> interfaces) {
    List<List<String>> rulesFirst = new ArrayList<>();
    List<List<String>> flushes = new ArrayList<>();
    List<List<String>> chains = new ArrayList<>();
    for (String rule : rules) {
      List<String> words = List.of(rule.split(" ", -1));
      if (words.size() < 2) {
        continue;
      }
      if (words.getFirst().equals("-N") && engines(words.get(1))) {
        flushes.add(command(table, List.of("-F", words.get(1))));
        chains.add(command(table, List.of("-X", words.get(1))));
      } else if (words.getFirst().equals("-A")
          && !engines(words.get(1))
          && words.stream().anyMatch(word -> engines(word) || interfaces.contains(word))) {
        List<String> deletion = new ArrayList<>(words);
        deletion.set(0, "-D");
        rulesFirst.add(command(table, deletion));
      }
    }
    List<List<String>> all = new ArrayList<>(rulesFirst);
    all.addAll(flushes);
    all.addAll(chains);
    return all;
  }

  private static boolean engines(String chain) {
    return chain.equals("DOCKER") || chain.startsWith("DOCKER-");
  }

  private static List<String> command(String table, List<String> rest) {
    List<String> command = new ArrayList<>(List.of("iptables", "-w", "-t", table));
    command.addAll(rest);
    return command;
  }
}
