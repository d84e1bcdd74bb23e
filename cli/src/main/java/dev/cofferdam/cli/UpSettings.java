package dev.cofferdam.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway is started with.
 *
 * @param selfFilter whether it puts itself under a filter of system calls
 */
record UpSettings(
    EngineAddress engine,
    Path socket,
    Path policy,
    StateDirectory state,
    List<String> sinks,
    Optional<String> group,
    boolean selfFilter) {
  static final String DEFAULT_SOCKET = "/run/cofferdam/docker.sock";

  UpSettings {
    socket = socket.toAbsolutePath().normalize();
    sinks = List.copyOf(sinks);
  }

  /** The daemon's arguments. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--engine", engine.toString());
    add(arguments, "--socket", socket.toString());
    add(arguments, "--policy", policy.toString());
    add(arguments, "--state", state.path().toString());
    sinks.forEach(sink -> add(arguments, "--audit", sink));
    group.ifPresent(name -> add(arguments, "--group", name));
    if (!selfFilter) {
      add(arguments, "--self-filter", "off");
    }
    return arguments;
  }

  /** One line per option, for the state directory. */
  String text() {
    StringBuilder text = new StringBuilder();
    List<String> arguments = arguments();
    for (int i = 0; i < arguments.size(); i += 2) {
      text.append(arguments.get(i)).append(' ').append(arguments.get(i + 1)).append('\n');
    }
    return text.toString();
  }

  private static void add(List<String> arguments, String option, String value) {
    arguments.add(option);
    arguments.add(value);
  }
}
