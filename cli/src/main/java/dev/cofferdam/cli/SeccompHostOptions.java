package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.KernelVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where a filter is to run: {@code --arch}, {@code --kernel}, {@code --cap-add}. */
final class SeccompHostOptions {
  /** What engines give a container that asks for nothing (moby, oci/caps/defaults.go). */
  private static final List<String> STANDARD =
      List.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private static final String PREFIX = "CAP_";

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description =
          "The architecture: x86_64, i386, x32 or aarch64. Default: this machine's; what profiles"
              + " are resolved for is its 64-bit kernel.")
  private String arch = "";

  @Option(
      names = "--kernel",
      paramLabel = "VERSION",
      description = "The kernel, as uname -r prints it. Default: this machine's.")
  private String kernel = System.getProperty("os.version", "");

  @Option(
      names = "--cap-add",
      paramLabel = "CAPABILITY",
      split = ",",
      description = "What the container may do besides; the bases and profiles allow calls for it.")
  private List<String> added = List.of();

  @Option(
      names = "--cap-drop",
      paramLabel = "CAPABILITY",
      split = ",",
      description = "What it may not do; ALL for nothing.")
  private List<String> dropped = List.of();

  /** The convention that was asked for. */
  Architecture architecture() throws CommandFailure {
    String name = arch.isEmpty() ? System.getProperty("os.arch", "") : arch;
    return Architecture.named(name)
        .orElseThrow(() ->
            new CommandFailure(
                "No architecture is called %s here; %s are."
                    .formatted(
                        name,
                        Arrays.stream(Architecture.values())
                            .map(Architecture::optionName)
                            .collect(Collectors.joining(", ")))));
  }

  KernelVersion kernel() throws CommandFailure {
    return KernelVersion.parse(kernel)
        .orElseThrow(
            () -> new CommandFailure(kernel + " is no version of a kernel: give --kernel 6.12."));
  }

  /** The host and the container: 32-bit conventions and x32 are those of a kernel of x86_64. */
  Environment environment() throws CommandFailure {
    Architecture host =
        switch (architecture()) {
          case AARCH64 -> Architecture.AARCH64;
          case X86_64, I386, X32 -> Architecture.X86_64;
        };
    return new Environment(host, kernel(), capabilities());
  }

  private Set<String> capabilities() {
    Set<String> all = new TreeSet<>();
    if (dropped.stream().noneMatch(each -> each.equalsIgnoreCase("ALL"))) {
      STANDARD.forEach(each -> all.add(PREFIX + each));
    }
    dropped.forEach(each -> all.remove(name(each)));
    added.forEach(each -> all.add(name(each)));
    return all;
  }

  private static String name(String capability) {
    String upper = capability.toUpperCase(Locale.ROOT);
    return upper.startsWith(PREFIX) ? upper : PREFIX + upper;
  }
}
