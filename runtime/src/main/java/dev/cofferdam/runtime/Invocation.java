package dev.cofferdam.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command line of {@code create}, as an engine gives it to a runtime: {@code RUNTIME [global
 * options] create [options] ID}.
 *
 * @param globals the words before {@code create}, as they came
 * @param bundle the folder of the container's {@code config.json}, absolute
 * @param options the words after {@code create} without bundle and id, as they came
 * @param container the container's id
 * @param log the file for errors, if one was named
 * @param jsonLog whether each line of it is a JSON object
 */
record Invocation(
    List<String> globals,
    Path bundle,
    List<String> options,
    String container,
    Optional<Path> log,
    boolean jsonLog) {
  /** Options of crun and runc before the command whose value may be the next word. */
  private static final List<String> GLOBAL_VALUES =
      List.of("root", "log", "log-format", "log-level", "criu", "rootless", "cgroup-manager");

  /** Options of {@code create} whose value may be the next word, besides the bundle. */
  private static final List<String> CREATE_VALUES = List.of("pid-file", "console-socket");

  private static final List<String> CREATE_FLAGS =
      List.of("no-pivot", "no-new-keyring", "no-subreaper", "systemd-cgroup", "debug");

  private static final String CREATE = "create";

  Invocation {
    globals = List.copyOf(globals);
    options = List.copyOf(options);
  }

  /**
   * Reads a command line.
   *
   * @param words everything after the runtime's own name
   * @param directory what relative paths start at
   */
  static Invocation parse(List<String> words, Path directory) throws RuntimeFailure {
    return new Reading(words, directory).invocation();
  }

  /**
   * Where a failure of this command line is to be told, as well as it can be known: of words that
   * {@link #parse} refuses, too.
   */
  static Invocation forFailure(List<String> words, Path directory) {
    Reading reading = new Reading(words, directory);
    try {
      reading.globals();
    } catch (RuntimeFailure e) {
      // What was read until there is all that is known.
    }
    return reading.made(directory, "");
  }

  /**
   * The command line for the real runtime. Everything after {@code create} is written from what was
   * understood, so that both cannot take it for different bundles.
   */
  List<String> command(Path runtime) {
    List<String> command = new ArrayList<>();
    command.add(runtime.toString());
    command.addAll(globals);
    command.add(CREATE);
    command.add("--bundle");
    command.add(bundle.toString());
    command.addAll(options);
    command.add(container);
    return command;
  }

  /** Goes through the words once. */
  private static final class Reading {
    private final List<String> words;
    private final Path directory;
    private final List<String> globals = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private Optional<Path> log = Optional.empty();
    private boolean jsonLog;
    private int next;

    Reading(List<String> words, Path directory) {
      this.words = words;
      this.directory = directory;
    }

    Invocation invocation() throws RuntimeFailure {
      globals();
      Path bundle = directory;
      while (next < words.size() && words.get(next).startsWith("-")) {
        String word = words.get(next);
        if (word.equals("--")) {
          next++;
          break;
        }
        Optional<String> named = bundle(word);
        if (named.isPresent()) {
          bundle = directory.resolve(named.get()).normalize();
        } else {
          option(word);
        }
      }
      if (next != words.size() - 1) {
        throw new RuntimeFailure(
            next >= words.size()
                ? "create: the container's id is missing"
                : "create: one container id was expected and not `" + words.get(next) + " …`");
      }
      return made(bundle, id(words.get(next)));
    }

    void globals() throws RuntimeFailure {
      while (next < words.size()) {
        String word = words.get(next);
        if (word.equals(CREATE)) {
          next++;
          return;
        }
        String name = name(word);
        if (name.isEmpty()) {
          break;
        }
        globals.add(word);
        next++;
        if (GLOBAL_VALUES.contains(name)) {
          Optional<String> value = inWord(word);
          if (value.isEmpty()) {
            value = Optional.of(take(word));
            globals.add(value.get());
          }
          note(name, value.get());
        }
      }
      throw new RuntimeFailure("no `create` among the arguments: " + String.join(" ", words));
    }

    Invocation made(Path bundle, String container) {
      return new Invocation(globals, bundle, options, container, log, jsonLog);
    }

    private void note(String name, String value) {
      if (name.equals("log") && value.startsWith("/")) {
        log = Optional.of(Path.of(value));
      } else if (name.equals("log-format")) {
        jsonLog = value.equals("json");
      }
    }

    /** The bundle, in any spelling that a runtime takes; empty where the word is another option. */
    private Optional<String> bundle(String word) throws RuntimeFailure {
      String name = name(word);
      if (name.equals("bundle") || name.equals("b")) {
        next++;
        Optional<String> value = inWord(word);
        return Optional.of(value.isPresent() ? value.get() : take(word));
      }
      if (word.startsWith("-b") && !word.startsWith("-bundle")) {
        next++;
        return Optional.of(word.substring(2));
      }
      return Optional.empty();
    }

    private void option(String word) throws RuntimeFailure {
      String name = name(word);
      if (CREATE_VALUES.contains(name)) {
        next++;
        Optional<String> value = inWord(word);
        options.add("--" + name);
        options.add(value.isPresent() ? value.get() : take(word));
        return;
      }
      if (!CREATE_FLAGS.contains(name) || inWord(word).isPresent()) {
        throw new RuntimeFailure(
            "create: the option `"
                + word
                + "` is not one that an engine gives; it cannot be passed on, since it may change"
                + " which configuration the runtime reads");
      }
      next++;
      options.add("--" + name);
    }

    private String take(String option) throws RuntimeFailure {
      if (next >= words.size()) {
        throw new RuntimeFailure("the option `" + option + "` has no value");
      }
      return words.get(next++);
    }

    /** The name of an option; runc takes one dash for two. */
    private static String name(String word) {
      if (!word.startsWith("-") || word.equals("-") || word.equals("--")) {
        return "";
      }
      int end = word.indexOf('=');
      return word.substring(word.startsWith("--") ? 2 : 1, end < 0 ? word.length() : end);
    }

    private static Optional<String> inWord(String word) {
      int end = word.indexOf('=');
      return end < 0 ? Optional.empty() : Optional.of(word.substring(end + 1));
    }

    /** Ids are names of files: those of engines are 64 hexadecimal digits. */
    private static String id(String word) throws RuntimeFailure {
      boolean good = !word.isEmpty() && !word.startsWith("-") && !word.startsWith(".");
      for (int i = 0; good && i < word.length(); i++) {
        char c = word.charAt(i);
        good = c < 0x80 && (Character.isLetterOrDigit(c) || "_.+-".indexOf(c) >= 0);
      }
      if (!good) {
        throw new RuntimeFailure("create: `" + word + "` is not the id of a container");
      }
      return word;
    }
  }
}
