package dev.cofferdam.cli;

import static dev.cofferdam.cli.DockerCommandLineCommands.always;
import static dev.cofferdam.cli.DockerCommandLineCommands.container;
import static dev.cofferdam.cli.DockerCommandLineCommands.each;
import static dev.cofferdam.cli.DockerCommandLineCommands.eachContainer;
import static dev.cofferdam.cli.DockerCommandLineFlags.anywhere;
import static dev.cofferdam.cli.DockerCommandLineFlags.leading;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.List;

/** The commands on containers that send no body of privileges. */
final class DockerCommandLineContainers {
  private static final String FILTERED = "--filter list\n-f, --force\n";
  private static final String SIGNAL =
      """
      -s, --signal string
      -t, --time int
      --timeout int
      """;

  private DockerCommandLineContainers() {}

  static void addTo(DockerCommandLineCommands.Table table) {
    table.add(
        "start",
        1,
        anywhere(
            """
            -a, --attach
            --checkpoint string
            --checkpoint-dir string
            --detach-keys string
            -i, --interactive
            """),
        DockerCommandLineContainers::start);
    table.add("stop", 1, anywhere(SIGNAL), eachContainer(Operation.CONTAINER_STOP));
    table.add("restart", 1, anywhere(SIGNAL), eachContainer(Operation.CONTAINER_RESTART));
    table.add("kill", 1, anywhere("-s, --signal string"), eachContainer(Operation.CONTAINER_KILL));
    table.add(
        "rm",
        1,
        anywhere("-f, --force\n-l, --link\n-v, --volumes"),
        eachContainer(Operation.CONTAINER_REMOVE));
    table.add("pause", 1, anywhere(""), eachContainer(Operation.CONTAINER_PAUSE));
    table.add("unpause", 1, anywhere(""), eachContainer(Operation.CONTAINER_UNPAUSE));
    table.add("wait", 1, anywhere(""), eachContainer(Operation.CONTAINER_WAIT));
    table.add("rename", 2, anywhere(""), first(Operation.CONTAINER_RENAME));
    table.add("top", 1, leading(""), first(Operation.CONTAINER_TOP));
    table.add("port", 1, anywhere(""), first(Operation.CONTAINER_INSPECT));
    table.add("diff", 1, anywhere(""), first(Operation.CONTAINER_CHANGES));
    table.add("export", 1, anywhere("-o, --output string"), first(Operation.CONTAINER_EXPORT));
    addReading(table);
    addStreaming(table);
  }

  private static void addReading(DockerCommandLineCommands.Table table) {
    table.add(
        "ps",
        0,
        anywhere(
            """
            -a, --all
            -f, --filter list
            --format string
            -n, --last int
            -l, --latest
            --no-trunc
            -q, --quiet
            -s, --size
            """),
        always(Operation.CONTAINER_LIST));
    table.add(
        "logs",
        1,
        anywhere(
            """
            --details
            -f, --follow
            --since string
            -n, --tail string
            -t, --timestamps
            --until string
            """),
        options -> both(options, Operation.CONTAINER_INSPECT, Operation.CONTAINER_LOGS));
    table.add(
        "stats",
        0,
        anywhere("-a, --all\n--format string\n--no-stream\n--no-trunc"),
        DockerCommandLineContainers::stats);
    table.add(
        "container inspect",
        1,
        anywhere("-f, --format string\n-s, --size"),
        eachContainer(Operation.CONTAINER_INSPECT));
    table.add("container prune", 0, anywhere(FILTERED), always(Operation.CONTAINER_PRUNE));
  }

  private static void addStreaming(DockerCommandLineCommands.Table table) {
    table.add(
        "attach",
        1,
        anywhere("--detach-keys string\n--no-stdin\n--sig-proxy"),
        options -> {
          List<DockerCommandLine.Call> calls = new ArrayList<>();
          List<String> one = options.arguments().subList(0, 1);
          calls.addAll(each(one, Operation.CONTAINER_WAIT));
          calls.addAll(each(one, Operation.CONTAINER_INSPECT));
          calls.addAll(each(one, Operation.CONTAINER_ATTACH));
          return calls;
        });
    table.add(
        "cp",
        2,
        anywhere("-a, --archive\n-L, --follow-link\n-q, --quiet"),
        DockerCommandLineContainers::copy);
    table.add(
        "commit",
        1,
        anywhere(
            """
            -a, --author string
            -c, --change list
            -m, --message string
            --no-pause
            -p, --pause
            """),
        DockerCommandLineContainers::commit);
  }

  private static DockerCommandLineCommands.Reading first(Operation operation) {
    return options -> each(options.arguments().subList(0, 1), operation);
  }

  private static List<DockerCommandLine.Call> both(
      DockerCommandLineOptions options, Operation before, Operation after) {
    List<DockerCommandLine.Call> calls =
        new ArrayList<>(each(options.arguments().subList(0, 1), before));
    calls.addAll(each(options.arguments().subList(0, 1), after));
    return calls;
  }

  private static List<DockerCommandLine.Call> start(DockerCommandLineOptions options) {
    if (!options.on("attach") && !options.on("interactive")) {
      return each(options.arguments(), Operation.CONTAINER_START);
    }
    List<String> one = options.arguments();
    if (one.size() > 1) {
      throw new DockerCommandLineException(
          "you cannot start and attach multiple containers at once");
    }
    List<DockerCommandLine.Call> calls = new ArrayList<>(each(one, Operation.CONTAINER_INSPECT));
    calls.addAll(each(one, Operation.CONTAINER_ATTACH));
    calls.addAll(each(one, Operation.CONTAINER_WAIT));
    calls.addAll(each(one, Operation.CONTAINER_START));
    return calls;
  }

  private static List<DockerCommandLine.Call> stats(DockerCommandLineOptions options) {
    if (!options.arguments().isEmpty()) {
      return each(options.arguments(), Operation.CONTAINER_STATS);
    }
    return always(Operation.SYSTEM_EVENTS, Operation.CONTAINER_LIST, Operation.CONTAINER_STATS)
        .apply(options);
  }

  /** {@code CONTAINER:PATH} on one side; a path with a slash before the colon is a local one. */
  private static List<DockerCommandLine.Call> copy(DockerCommandLineOptions options) {
    String from = inContainer(options.arguments().get(0));
    String to = inContainer(options.arguments().get(1));
    if (from.isEmpty() == to.isEmpty()) {
      throw new DockerCommandLineException(
          from.isEmpty()
              ? "must specify at least one container source"
              : "copying between containers is not supported");
    }
    if (to.isEmpty()) {
      List<DockerCommandLine.Call> calls = new ArrayList<>();
      if (options.on("follow-link")) {
        calls.addAll(each(List.of(from), Operation.CONTAINER_ARCHIVE_STAT));
      }
      calls.addAll(each(List.of(from), Operation.CONTAINER_ARCHIVE_READ));
      return calls;
    }
    return List.of(
        DockerCommandLine.Call.of(Operation.CONTAINER_ARCHIVE_STAT, container(to)),
        DockerCommandLine.Call.of(Operation.CONTAINER_ARCHIVE_WRITE, container(to)));
  }

  private static String inContainer(String argument) {
    int colon = argument.indexOf(':');
    boolean local = argument.startsWith("/") || argument.startsWith(".") || colon < 1;
    return local ? "" : argument.substring(0, colon);
  }

  private static List<DockerCommandLine.Call> commit(DockerCommandLineOptions options) {
    List<Resource> resources = new ArrayList<>();
    resources.add(container(options.arguments().getFirst()));
    if (options.arguments().size() > 1) {
      resources.add(DockerCommandLineImage.resource(options.arguments().get(1)));
    }
    return List.of(
        DockerCommandLine.Call.of(Operation.IMAGE_COMMIT, resources.toArray(new Resource[0])));
  }
}
