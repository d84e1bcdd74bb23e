package dev.cofferdam.cli;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A docker command line as what the docker client would ask of the Engine API, found out without an
 * engine.
 *
 * <p>The client's own {@code /_ping}, with which it settles the API version, is left out: every
 * command sends it, and a refusal of it is no obstacle to the client.
 *
 * @param calls in the order in which the client makes them
 * @param notes what could not be known, one sentence each
 */
record DockerCommandLine(List<Call> calls, List<String> notes) {
  static final DockerCommandLine HELP =
      new DockerCommandLine(List.of(), List.of("The client prints its help and asks no engine."));

  /** Takes one value each, before the command's name. */
  private static final DockerCommandLineFlags GLOBAL =
      DockerCommandLineFlags.leading(
          """
          --config string
          -c, --context string
          -D, --debug
          -H, --host list
          -l, --log-level string
          --tls
          --tlscacert string
          --tlscert string
          --tlskey string
          --tlsverify
          -v, --version
          """);

  DockerCommandLine {
    calls = List.copyOf(calls);
    notes = List.copyOf(notes);
  }

  /**
   * One request.
   *
   * @param resources what it acts on; owners and ids are not known here
   * @param fresh whether its objects come about by this very command, and so are the caller's own
   * @param body JSON, where the operation has one that decides on privileges
   * @param condition when it is made, empty for always
   */
  record Call(
      Operation operation,
      List<Resource> resources,
      boolean fresh,
      Optional<String> body,
      Optional<String> condition) {
    Call {
      resources = List.copyOf(resources);
    }

    static Call of(Operation operation, Resource... resources) {
      return new Call(operation, List.of(resources), false, Optional.empty(), Optional.empty());
    }

    static Call fresh(Operation operation, Resource resource) {
      return new Call(operation, List.of(resource), true, Optional.empty(), Optional.empty());
    }

    Call with(String json) {
      return new Call(operation, resources, fresh, Optional.of(json), condition);
    }

    /** The same, made only if something is the case: words that follow "only if". */
    Call onlyWhen(String something) {
      return new Call(operation, resources, fresh, body, Optional.of(something));
    }
  }

  static DockerCommandLine of(Call... calls) {
    return new DockerCommandLine(List.of(calls), List.of());
  }

  DockerCommandLine and(Call call) {
    List<Call> more = new ArrayList<>(calls);
    more.add(call);
    return new DockerCommandLine(more, notes);
  }

  private DockerCommandLine noting(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new DockerCommandLine(calls, more);
  }

  /**
   * Reads a command line.
   *
   * @param words with {@code docker} as the first, by any path
   * @throws DockerCommandLineException where the client would refuse it, or it is none that is
   *     known here
   */
  static DockerCommandLine parse(List<String> words) {
    if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw new DockerCommandLineException("no command line holds a zero byte");
    }
    if (words.isEmpty() || !Path.of(words.getFirst()).endsWith("docker")) {
      throw new DockerCommandLineException(
          "a docker command line begins with docker, for instance: docker run foobar");
    }
    DockerCommandLineOptions global = GLOBAL.parse(words.subList(1, words.size()));
    if (global.on("help") || global.on("version") || global.arguments().isEmpty()) {
      return HELP;
    }
    DockerCommandLine line = DockerCommandLineCommands.parse(global.arguments());
    return global.has("host") || global.has("context")
        ? line.noting(
            "The command names another engine (--host or --context): this is what would be"
                + " decided if it came through the gateway.")
        : line;
  }

  static void atLeast(String command, List<String> arguments, int least) {
    if (arguments.size() < least) {
      throw new DockerCommandLineException(
          "'docker "
              + command
              + "' requires at least "
              + least
              + " argument"
              + (least == 1 ? "" : "s"));
    }
  }
}
