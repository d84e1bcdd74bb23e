package dev.cofferdam.cli;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The docker client's commands by name, and what each asks of the engine. */
final class DockerCommandLineCommands {
  /** What a command's options and arguments come to. */
  interface Reading extends Function<DockerCommandLineOptions, List<DockerCommandLine.Call>> {}

  private static final Map<String, Function<List<String>, DockerCommandLine>> COMMANDS =
      new HashMap<>();

  private static final List<String> GROUPS =
      List.of("builder", "container", "image", "network", "system", "volume");

  /** {@code docker container X} is {@code docker X} for all of them. */
  private static final List<String> OF_CONTAINERS =
      List.of(
          "attach", "commit", "cp", "create", "diff", "exec", "export", "kill", "logs", "pause",
          "port", "rename", "restart", "rm", "run", "start", "stats", "stop", "top", "unpause",
          "update", "wait");

  private static final List<String> OF_IMAGES =
      List.of("build", "history", "import", "load", "pull", "push", "save", "tag");

  private static final List<String> OF_THE_SYSTEM = List.of("events", "info");

  static {
    COMMANDS.put("create", DockerCommandLineRun::create);
    COMMANDS.put("run", DockerCommandLineRun::run);
    COMMANDS.put("exec", DockerCommandLineExec::exec);
    COMMANDS.put("update", DockerCommandLineExec::update);
    COMMANDS.put("volume create", DockerCommandLineExec::volumeCreate);
    DockerCommandLineContainers.addTo(DockerCommandLineCommands::add);
    DockerCommandLineImages.addTo(DockerCommandLineCommands::add);
    DockerCommandLineOthers.addTo(DockerCommandLineCommands::add);
    OF_CONTAINERS.forEach(name -> alias("container " + name, name));
    OF_IMAGES.forEach(name -> alias("image " + name, name));
    OF_THE_SYSTEM.forEach(name -> alias("system " + name, name));
    alias("container ls", "ps");
    alias("container ps", "ps");
    alias("container list", "ps");
    alias("container remove", "rm");
    alias("image rm", "rmi");
    alias("image remove", "rmi");
    alias("image ls", "images");
    alias("image list", "images");
    alias("builder build", "build");
    alias("volume list", "volume ls");
    alias("volume remove", "volume rm");
    alias("network list", "network ls");
    alias("network remove", "network rm");
  }

  private DockerCommandLineCommands() {}

  /** Where a room of commands puts them. */
  interface Table {
    /**
     * @param name one word or two
     * @param least how many arguments it needs
     */
    void add(String name, int least, DockerCommandLineFlags flags, Reading reading);
  }

  private static void add(String name, int least, DockerCommandLineFlags flags, Reading reading) {
    COMMANDS.put(
        name,
        words -> {
          DockerCommandLineOptions options = flags.parse(words);
          if (options.on("help")) {
            return DockerCommandLine.HELP;
          }
          DockerCommandLine.atLeast(name, options.arguments(), least);
          return new DockerCommandLine(reading.apply(options), List.of());
        });
  }

  private static void alias(String name, String known) {
    Function<List<String>, DockerCommandLine> command = COMMANDS.get(known);
    if (command == null) {
      throw new IllegalStateException("no command " + known);
    }
    COMMANDS.put(name, command);
  }

  /** Reads what follows the global flags: the command's name, its flags, its arguments. */
  static DockerCommandLine parse(List<String> words) {
    String first = words.getFirst();
    if (GROUPS.contains(first) && words.size() == 1) {
      return DockerCommandLine.HELP;
    }
    int length = GROUPS.contains(first) ? 2 : 1;
    String name = String.join(" ", words.subList(0, length));
    Function<List<String>, DockerCommandLine> command = COMMANDS.get(name);
    if (command == null) {
      throw new DockerCommandLineException(
          "'docker " + name + "' is not a command that can be explained");
    }
    return command.apply(words.subList(length, words.size()));
  }

  static Resource container(String reference) {
    String name = reference.startsWith("/") ? reference.substring(1) : reference;
    return new Resource.Container("", name, Optional.empty(), "");
  }

  /** One call on a container for each argument. */
  static Reading eachContainer(Operation operation) {
    return options -> each(options.arguments(), operation);
  }

  static List<DockerCommandLine.Call> each(List<String> references, Operation operation) {
    List<DockerCommandLine.Call> calls = new ArrayList<>();
    for (String reference : references) {
      calls.add(DockerCommandLine.Call.of(operation, container(reference)));
    }
    return calls;
  }

  /** The same operation, whatever the arguments. */
  static Reading always(Operation... operations) {
    return _ -> {
      List<DockerCommandLine.Call> calls = new ArrayList<>();
      for (Operation operation : operations) {
        calls.add(DockerCommandLine.Call.of(operation));
      }
      return calls;
    };
  }
}
