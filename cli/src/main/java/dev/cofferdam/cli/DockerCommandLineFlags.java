package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The flags of one docker command and how they are told from its arguments: the rules of pflag,
 * which the docker client is built on.
 *
 * <p>The table is a text in the notation of {@code docker COMMAND --help}, one flag a line: {@code
 * -m, --memory bytes}, {@code --privileged}. A flag without a type is a switch.
 */
final class DockerCommandLineFlags {
  /** What a flag takes. */
  private enum Kind {
    SWITCH,
    BYTES,
    /** Bytes, or -1 for no limit. */
    BYTES_OR_UNLIMITED,
    DECIMAL,
    DURATION,
    INT,
    LIST,
    STRING,
    UINT16
  }

  private record Flag(String name, Kind kind) {}

  private final boolean interspersed;
  private final Map<String, Flag> byName = new HashMap<>();
  private final Map<Character, Flag> byLetter = new HashMap<>();

  private DockerCommandLineFlags(boolean interspersed, String table) {
    this.interspersed = interspersed;
    table.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(this::add);
    add("--help");
  }

  /** Flags and arguments in any order. */
  static DockerCommandLineFlags anywhere(String table) {
    return new DockerCommandLineFlags(true, table);
  }

  /** Flags only before the first argument: what follows is a command of its own. */
  static DockerCommandLineFlags leading(String table) {
    return new DockerCommandLineFlags(false, table);
  }

  private void add(String line) {
    String[] words = line.split("[, ]+");
    int at = words[0].startsWith("--") ? 0 : 1;
    Kind kind =
        words.length == at + 1
            ? Kind.SWITCH
            : Kind.valueOf(words[at + 1].toUpperCase(Locale.ROOT).replace('-', '_'));
    Flag flag = new Flag(words[at].substring(2), kind);
    byName.put(flag.name, flag);
    if (at == 1) {
      byLetter.put(words[0].charAt(1), flag);
    }
  }

  /**
   * Separates flags from arguments.
   *
   * @throws DockerCommandLineException where a flag is unknown or its value is none
   */
  DockerCommandLineOptions parse(List<String> words) {
    DockerCommandLineOptions options = new DockerCommandLineOptions();
    List<String> rest = new ArrayList<>(words);
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      if (word.equals("--")) {
        options.arguments(rest);
        break;
      } else if (word.startsWith("--")) {
        named(word, rest, options);
      } else if (word.startsWith("-") && word.length() > 1) {
        letters(word, rest, options);
      } else {
        options.argument(word);
        if (!interspersed) {
          options.arguments(rest);
          break;
        }
      }
    }
    return options;
  }

  private void named(String word, List<String> rest, DockerCommandLineOptions options) {
    int equals = word.indexOf('=');
    String name = word.substring(2, equals < 0 ? word.length() : equals);
    Flag flag = byName.get(name);
    if (flag == null) {
      throw new DockerCommandLineException("unknown flag: --" + name);
    }
    if (equals >= 0) {
      set(flag, word.substring(equals + 1), options);
    } else if (flag.kind == Kind.SWITCH) {
      set(flag, "true", options);
    } else {
      set(flag, following(word, rest), options);
    }
  }

  /** {@code -it}, {@code -m5m}, {@code -m=5m}, {@code -m 5m}, and all of it in one word. */
  private void letters(String word, List<String> rest, DockerCommandLineOptions options) {
    for (int i = 1; i < word.length(); i++) {
      char letter = word.charAt(i);
      Flag flag = byLetter.get(letter);
      if (flag == null) {
        throw new DockerCommandLineException("unknown shorthand flag: '" + letter + "' in " + word);
      }
      boolean last = i == word.length() - 1;
      if (!last && word.charAt(i + 1) == '=') {
        set(flag, word.substring(i + 2), options);
        return;
      }
      if (flag.kind != Kind.SWITCH) {
        set(
            flag,
            last ? following("'" + letter + "' in " + word, rest) : word.substring(i + 1),
            options);
        return;
      }
      set(flag, "true", options);
    }
  }

  private static String following(String flag, List<String> rest) {
    if (rest.isEmpty()) {
      throw new DockerCommandLineException("flag needs an argument: " + flag);
    }
    return rest.removeFirst();
  }

  private static void set(Flag flag, String value, DockerCommandLineOptions options) {
    try {
      switch (flag.kind) {
        case SWITCH -> DockerCommandLineValues.truth(value);
        case BYTES -> DockerCommandLineValues.bytes(value);
        case BYTES_OR_UNLIMITED -> DockerCommandLineValues.bytesOrUnlimited(value);
        case DECIMAL -> DockerCommandLineValues.billionths(value);
        case DURATION -> DockerCommandLineValues.nanoseconds(value);
        case INT -> DockerCommandLineValues.integer(value);
        case UINT16 -> DockerCommandLineValues.integer(value, 0, 0xFFFF);
        case LIST, STRING -> {}
      }
    } catch (DockerCommandLineException e) {
      throw new DockerCommandLineException(
          "invalid argument \"" + value + "\" for --" + flag.name + ": " + e.getMessage(), e);
    }
    options.set(flag.name, value);
  }
}
