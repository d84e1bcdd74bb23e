package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The flags that were given, with their values in order, and the arguments. */
final class DockerCommandLineOptions {
  private final Map<String, List<String>> values = new HashMap<>();
  private final List<String> arguments = new ArrayList<>();

  void set(String flag, String value) {
    values.computeIfAbsent(flag, _ -> new ArrayList<>()).add(value);
  }

  void argument(String argument) {
    arguments.add(argument);
  }

  void arguments(List<String> more) {
    arguments.addAll(more);
  }

  List<String> arguments() {
    return List.copyOf(arguments);
  }

  boolean has(String flag) {
    return values.containsKey(flag);
  }

  /** Every value of a list flag. */
  List<String> all(String flag) {
    return List.copyOf(values.getOrDefault(flag, List.of()));
  }

  /** The values of two names of one flag; the docker client keeps old names as aliases. */
  List<String> all(String flag, String alias) {
    List<String> both = new ArrayList<>(all(flag));
    both.addAll(all(alias));
    return both;
  }

  /** The last value, or an empty text. */
  String text(String flag) {
    return has(flag) ? all(flag).getLast() : "";
  }

  boolean on(String flag) {
    return on(flag, false);
  }

  boolean on(String flag, boolean otherwise) {
    return has(flag) ? DockerCommandLineValues.truth(text(flag)) : otherwise;
  }

  long number(String flag) {
    return number(flag, 0);
  }

  long number(String flag, long otherwise) {
    return has(flag) ? DockerCommandLineValues.integer(text(flag)) : otherwise;
  }

  long bytes(String flag) {
    return has(flag) ? DockerCommandLineValues.bytesOrUnlimited(text(flag)) : 0;
  }

  /** A decimal number in billionths. */
  long billionths(String flag) {
    return has(flag) ? DockerCommandLineValues.billionths(text(flag)) : 0;
  }

  /** Hands each value of a flag on; what is wrong with one is said with the flag's name. */
  void each(String flag, Consumer<String> use) {
    for (String value : all(flag)) {
      try {
        use.accept(value);
      } catch (DockerCommandLineException e) {
        throw new DockerCommandLineException(
            "invalid argument \"" + value + "\" for --" + flag + ": " + e.getMessage(), e);
      }
    }
  }
}
