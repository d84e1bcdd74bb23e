package dev.cofferdam.cli;

import static dev.cofferdam.cli.DockerCommandLineCommands.always;
import static dev.cofferdam.cli.DockerCommandLineCommands.container;
import static dev.cofferdam.cli.DockerCommandLineFlags.anywhere;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The commands on volumes, networks and the engine as a whole. */
final class DockerCommandLineOthers {
  private static final String LISTED =
      """
      -f, --filter list
      --format string
      --no-trunc
      -q, --quiet
      --cluster
      """;

  private static final String PRUNED =
      """
      -a, --all
      --filter list
      -f, --force
      --keep-storage bytes
      --volumes
      """;

  private DockerCommandLineOthers() {}

  static void addTo(DockerCommandLineCommands.Table table) {
    addVolumes(table);
    addNetworks(table);
    table.add("version", 0, anywhere("-f, --format string"), always(Operation.SYSTEM_VERSION));
    table.add("info", 0, anywhere("-f, --format string"), always(Operation.SYSTEM_INFO));
    table.add(
        "events",
        0,
        anywhere("-f, --filter list\n--format string\n--since string\n--until string"),
        always(Operation.SYSTEM_EVENTS));
    table.add(
        "system df", 0, anywhere("--format string\n-v, --verbose"), always(Operation.SYSTEM_DF));
    table.add("builder prune", 0, anywhere(PRUNED), always(Operation.IMAGE_BUILD_PRUNE));
    table.add("system prune", 0, anywhere(PRUNED), DockerCommandLineOthers::prune);
    table.add(
        "inspect",
        1,
        anywhere("-f, --format string\n-s, --size\n--type string"),
        DockerCommandLineOthers::inspect);
  }

  private static void addVolumes(DockerCommandLineCommands.Table table) {
    table.add("volume ls", 0, anywhere(LISTED), always(Operation.VOLUME_LIST));
    table.add(
        "volume inspect",
        1,
        anywhere("-f, --format string"),
        each(DockerCommandLineOthers::volume, Operation.VOLUME_INSPECT));
    table.add(
        "volume rm",
        1,
        anywhere("-f, --force"),
        each(DockerCommandLineOthers::volume, Operation.VOLUME_REMOVE));
    table.add("volume prune", 0, anywhere(PRUNED), always(Operation.VOLUME_PRUNE));
  }

  private static void addNetworks(DockerCommandLineCommands.Table table) {
    table.add("network ls", 0, anywhere(LISTED), always(Operation.NETWORK_LIST));
    table.add(
        "network inspect",
        1,
        anywhere("-f, --format string\n-v, --verbose"),
        each(DockerCommandLineOthers::network, Operation.NETWORK_INSPECT));
    table.add(
        "network rm",
        1,
        anywhere("-f, --force"),
        each(
            DockerCommandLineOthers::network, Operation.NETWORK_INSPECT, Operation.NETWORK_REMOVE));
    table.add("network prune", 0, anywhere(PRUNED), always(Operation.NETWORK_PRUNE));
    table.add(
        "network create",
        1,
        anywhere(
            """
            --attachable
            --aux-address list
            --config-from string
            --config-only
            -d, --driver string
            --gateway list
            --ingress
            --internal
            --ip-range list
            --ipam-driver string
            --ipam-opt list
            --ipv4
            --ipv6
            --label list
            -o, --opt list
            --scope string
            --subnet list
            """),
        options ->
            List.of(
                DockerCommandLine.Call.fresh(
                    Operation.NETWORK_CREATE, network(options.arguments().getFirst()))));
    table.add(
        "network connect",
        2,
        anywhere(
            """
            --alias list
            --driver-opt list
            --gw-priority int
            --ip string
            --ip6 string
            --link list
            --link-local-ip list
            """),
        options -> joined(options, Operation.NETWORK_CONNECT));
    table.add(
        "network disconnect",
        2,
        anywhere("-f, --force"),
        options -> joined(options, Operation.NETWORK_DISCONNECT));
  }

  private static List<DockerCommandLine.Call> joined(
      DockerCommandLineOptions options, Operation operation) {
    return List.of(
        DockerCommandLine.Call.of(
            operation, network(options.arguments().get(0)), container(options.arguments().get(1))));
  }

  private static DockerCommandLineCommands.Reading each(
      Function<String, Resource> resource, Operation... operations) {
    return options -> {
      List<DockerCommandLine.Call> calls = new ArrayList<>();
      for (String argument : options.arguments()) {
        for (Operation operation : operations) {
          calls.add(DockerCommandLine.Call.of(operation, resource.apply(argument)));
        }
      }
      return calls;
    };
  }

  private static Resource volume(String name) {
    return new Resource.Volume(name, Optional.empty());
  }

  private static Resource network(String name) {
    return new Resource.Network("", name, Optional.empty());
  }

  private static List<DockerCommandLine.Call> prune(DockerCommandLineOptions options) {
    List<Operation> operations = new ArrayList<>();
    operations.add(Operation.CONTAINER_PRUNE);
    operations.add(Operation.NETWORK_PRUNE);
    if (options.on("volumes")) {
      operations.add(Operation.VOLUME_PRUNE);
    }
    operations.add(Operation.IMAGE_PRUNE);
    operations.add(Operation.IMAGE_BUILD_PRUNE);
    return always(operations.toArray(new Operation[0])).apply(options);
  }

  /** Without a type the client tries containers first, then images, networks and volumes. */
  private static List<DockerCommandLine.Call> inspect(DockerCommandLineOptions options) {
    List<DockerCommandLine.Call> calls = new ArrayList<>();
    for (String name : options.arguments()) {
      switch (options.text("type")) {
        case "container" ->
            calls.add(DockerCommandLine.Call.of(Operation.CONTAINER_INSPECT, container(name)));
        case "image" ->
            calls.add(
                DockerCommandLine.Call.of(
                    Operation.IMAGE_INSPECT, DockerCommandLineImage.resource(name)));
        case "network" ->
            calls.add(DockerCommandLine.Call.of(Operation.NETWORK_INSPECT, network(name)));
        case "volume" ->
            calls.add(DockerCommandLine.Call.of(Operation.VOLUME_INSPECT, volume(name)));
        case "" -> {
          calls.add(DockerCommandLine.Call.of(Operation.CONTAINER_INSPECT, container(name)));
          calls.add(
              DockerCommandLine.Call.of(
                      Operation.IMAGE_INSPECT, DockerCommandLineImage.resource(name))
                  .onlyWhen("there is no container " + name));
        }
        default ->
            throw new DockerCommandLineException(
                "\"" + options.text("type") + "\" is not a type that can be explained");
      }
    }
    return calls;
  }
}
