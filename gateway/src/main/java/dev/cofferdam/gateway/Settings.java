package dev.cofferdam.gateway;

import dev.cofferdam.audit.SinkSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the daemon was told on its command line.
 *
 * @param engine the engine's Unix socket
 * @param socket where clients connect
 * @param policy the policy file
 * @param state directory for the admin socket, and for the audit file unless a sink names another
 * @param sinks where records go
 * @param group owner group of the client socket; empty: {@code cofferdam} if there is such a group
 * @param selfFilter whether it puts itself under {@link SelfFilter}
 */
record Settings(
    Path engine,
    Path socket,
    Path policy,
    Path state,
    List<SinkSpec> sinks,
    Optional<String> group,
    boolean selfFilter) {

  static final String USAGE =
      "usage: Daemon --engine unix:///PATH --socket PATH --policy FILE --state DIR"
          + " [--audit SINK]... [--group NAME] [--self-filter on|off]";

  Settings {
    sinks = List.copyOf(sinks);
  }

  /**
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static Settings parse(List<String> args) {
    Optional<Path> engine = Optional.empty();
    Optional<Path> socket = Optional.empty();
    Optional<Path> policy = Optional.empty();
    Optional<Path> state = Optional.empty();
    Optional<String> group = Optional.empty();
    boolean selfFilter = true;
    List<String> sinks = new ArrayList<>();
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(args.get(i) + " wants a value; " + USAGE);
      }
      String value = args.get(i + 1);
      switch (args.get(i)) {
        case "--engine" -> engine = Optional.of(enginePath(value));
        case "--socket" -> socket = Optional.of(absolute(value));
        case "--policy" -> policy = Optional.of(absolute(value));
        case "--state" -> state = Optional.of(absolute(value));
        case "--group" -> group = Optional.of(value);
        case "--audit" -> sinks.add(value);
        case "--self-filter" -> selfFilter = isOn(value);
        default ->
            throw new IllegalArgumentException("unknown option " + args.get(i) + "; " + USAGE);
      }
    }
    Path home = state.orElseThrow(() -> missing("--state"));
    return new Settings(
        engine.orElseThrow(() -> missing("--engine")),
        socket.orElseThrow(() -> missing("--socket")),
        policy.orElseThrow(() -> missing("--policy")),
        home,
        sinks(sinks, home),
        group,
        selfFilter);
  }

  private static boolean isOn(String value) {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new IllegalArgumentException(
              "--self-filter is on or off, not " + value + "; " + USAGE);
    };
  }

  private static List<SinkSpec> sinks(List<String> texts, Path state) {
    Path defaultDirectory = state.resolve("audit");
    if (texts.isEmpty()) {
      return List.of(SinkSpec.parse("file:" + defaultDirectory + ",required", defaultDirectory));
    }
    return texts.stream().map(text -> SinkSpec.parse(text, defaultDirectory)).toList();
  }

  private static Path enginePath(String address) {
    if (!address.startsWith("unix:///")) {
      throw new IllegalArgumentException(
          "--engine " + address + ": only unix:///PATH is an engine address here");
    }
    return absolute(address.substring("unix://".length()));
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  private static IllegalArgumentException missing(String option) {
    return new IllegalArgumentException(option + " is missing; " + USAGE);
  }
}
