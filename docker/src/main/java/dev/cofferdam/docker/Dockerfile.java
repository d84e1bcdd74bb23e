package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * The images that a Dockerfile makes the classic builder use, and BuildKit: {@code FROM}, {@code
 * COPY --from} and {@code RUN --mount=…,from=}. Perhaps more than it really uses, never fewer: see
 * {@link DockerfileLines}. The frontend of {@code # syntax=}, which can do without a Dockerfile at
 * all, is BuildKit's alone.
 */
public final class Dockerfile {
  /** What engines build for on the hosts that the gateway runs on, unless told otherwise. */
  public static final String PLATFORM = "linux/amd64";

  private static final String PLATFORM_FLAG = "--platform=";
  private static final int MOST_IMAGES = 256;
  private static final String MOUNT = "--mount=";
  private static final String FROM = "--from=";

  private final DockerfileLines lines;
  private final BuildArguments arguments;
  private final Set<String> images = new LinkedHashSet<>();

  /** Names of stages that no engine takes for anything else, in lower case. */
  private final List<String> stages = new ArrayList<>();

  /** A heredoc began: which lines are instructions is no longer certain. */
  private boolean heredoc;

  private Dockerfile(DockerfileLines lines, BuildArguments arguments) {
    this.lines = lines;
    this.arguments = arguments;
  }

  /**
   * Reads the images out of a Dockerfile, as written: references or ids, to be resolved.
   *
   * @param buildArguments the query parameter {@code buildargs}
   * @throws MalformedBody if they cannot be told
   */
  public static Set<String> images(byte[] file, Optional<String> buildArguments) {
    Dockerfile dockerfile =
        new Dockerfile(DockerfileLines.of(file), BuildArguments.of(buildArguments));
    dockerfile.directives();
    dockerfile.declarations();
    for (int i = 0; i < dockerfile.lines.count(); i++) {
      dockerfile.read(i, dockerfile.lines.instruction(i));
    }
    return dockerfile.images;
  }

  /**
   * What it asks for beside the images.
   *
   * @throws MalformedBody if that cannot be told
   */
  public static SortedSet<Privilege> privileges(byte[] file) {
    Findings found = new Findings();
    InstructionRules.weigh(DockerfileLines.of(file), found);
    return found.all();
  }

  private void directives() {
    for (String escape : lines.directives("escape")) {
      if (!escape.equals("\\")) {
        throw new MalformedBody("Dockerfile: another escape character than \\ is not understood");
      }
    }
  }

  /** Everywhere, for which of them count depends on what an engine takes for the first FROM. */
  private void declarations() {
    for (int i = 0; i < lines.count(); i++) {
      List<String> words = words(lines.instruction(i));
      if (!words.isEmpty() && words.getFirst().equalsIgnoreCase("ARG")) {
        words.subList(1, words.size()).forEach(arguments::declare);
      }
    }
  }

  private void read(int line, String instruction) {
    List<String> words = words(instruction);
    List<String> known = stages;
    while (!words.isEmpty() && words.getFirst().equalsIgnoreCase("ONBUILD")) {
      words = words.subList(1, words.size()); // what is built from this image runs it
      known = List.of(); // and has none of these stages
    }
    if (words.isEmpty()) {
      return;
    }
    switch (words.getFirst().toUpperCase(Locale.ROOT)) {
      case "FROM" -> from(line, words);
      case "COPY", "ADD" -> {
        for (String flag : flags(line, words)) {
          if (flag.startsWith(FROM)) {
            copied(line, flag.substring(FROM.length()), known);
          }
        }
      }
      case "RUN" -> {
        for (String flag : flags(line, words)) {
          if (flag.startsWith(MOUNT)) {
            mounted(line, flag.substring(MOUNT.length()), known);
          }
        }
      }
      default -> {}
    }
    heredoc |= instruction.contains("<<");
  }

  /** {@code FROM [flags] image [AS name]}; engines refuse every other form. */
  private void from(int line, List<String> words) {
    List<String> flags = flags(line, words);
    List<String> rest = words.subList(1 + flags.size(), words.size());
    boolean named = rest.size() == 3;
    if (rest.size() != 1 && !named) {
      return;
    }
    if (named && BuildArguments.isPlain(rest.get(1)) && !rest.get(1).equalsIgnoreCase("AS")) {
      return;
    }
    if (!rest.stream().allMatch(BuildArguments::isPlain)) {
      throw DockerfileLines.malformed(line, "quotes, escapes or other characters in FROM");
    }
    if (flags.stream().anyMatch(Dockerfile::otherPlatform)) {
      throw DockerfileLines.malformed(line, "FROM for another platform than " + PLATFORM);
    }
    boolean variable = rest.getFirst().indexOf('$') >= 0;
    for (String base : arguments.expand(rest.getFirst())) {
      boolean stage = stages.contains(base.toLowerCase(Locale.ROOT));
      boolean nothing = base.equals("scratch") || (variable && !isImage(base));
      if (!stage && !nothing) {
        use(line, base);
      }
    }
    if (!heredoc && lines.surelyBegins(line)) {
      stages.add(named ? rest.get(2).toLowerCase(Locale.ROOT) : "");
    }
  }

  /** For that the engine fetches another image than the one that it has. */
  private static boolean otherPlatform(String flag) {
    return flag.startsWith(PLATFORM_FLAG) && !flag.equals(PLATFORM_FLAG + PLATFORM);
  }

  private void copied(int line, String from, List<String> known) {
    if (from.isEmpty() || known.contains(from.toLowerCase(Locale.ROOT))) {
      return;
    }
    boolean index = from.length() < 4 && from.chars().allMatch(c -> Names.isDigit((char) c));
    if (!index || Integer.parseInt(from) >= known.size()) {
      use(line, from);
    }
  }

  private void mounted(int line, String options, List<String> known) {
    for (String option : options.split(",", -1)) {
      int equals = option.indexOf('=');
      if (equals > 0 && option.substring(0, equals).strip().equalsIgnoreCase("from")) {
        copied(line, option.substring(equals + 1), known);
      }
    }
  }

  private void use(int line, String image) {
    if (!isImage(image)) {
      throw DockerfileLines.malformed(
          line, BadRequest.quoted(image) + " is neither an image nor a stage before it");
    }
    add(image);
  }

  private void add(String image) {
    images.add(image);
    if (images.size() > MOST_IMAGES) {
      throw new MalformedBody("Dockerfile: it uses more than " + MOST_IMAGES + " images");
    }
  }

  private static boolean isImage(String text) {
    return ImageReference.isReferenceOrId(text);
  }

  /** The words with two dashes after the instruction; two dashes alone are the last of them. */
  private static List<String> flags(int line, List<String> words) {
    int end = 1;
    boolean more = true;
    while (more && end < words.size() && words.get(end).startsWith("--")) {
      if (!BuildArguments.isPlain(words.get(end))) {
        throw DockerfileLines.malformed(line, "quotes, escapes or other characters in a flag");
      }
      more = words.get(end).length() > 2;
      end++;
    }
    return words.subList(1, end);
  }

  /** What is between the white space that separates words: ASCII only, whatever is trimmed. */
  private static List<String> words(String instruction) {
    return instruction.isEmpty() ? List.of() : List.of(instruction.split("[\\t\\u000b\\f\\r ]+"));
  }
}
