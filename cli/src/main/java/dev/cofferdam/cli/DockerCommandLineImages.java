package dev.cofferdam.cli;

import static dev.cofferdam.cli.DockerCommandLineCommands.always;
import static dev.cofferdam.cli.DockerCommandLineFlags.anywhere;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.List;

/** The commands on images and registries. */
final class DockerCommandLineImages {
  private static final String FILTERED = "--filter list\n-f, --force\n-a, --all\n";
  private static final String TRANSFER =
      """
      -a, --all-tags
      --disable-content-trust
      --platform string
      -q, --quiet
      """;

  private DockerCommandLineImages() {}

  static void addTo(DockerCommandLineCommands.Table table) {
    table.add("pull", 1, anywhere(TRANSFER), images(Operation.IMAGE_PULL));
    table.add("push", 1, anywhere(TRANSFER), images(Operation.IMAGE_PUSH));
    table.add(
        "tag",
        2,
        anywhere(""),
        options ->
            List.of(
                DockerCommandLine.Call.of(
                    Operation.IMAGE_TAG,
                    options.arguments().stream()
                        .map(DockerCommandLineImage::resource)
                        .toArray(Resource[]::new))));
    table.add(
        "rmi",
        1,
        anywhere("-f, --force\n--no-prune\n--platform list"),
        images(Operation.IMAGE_REMOVE));
    table.add(
        "image inspect",
        1,
        anywhere("-f, --format string\n--platform string"),
        images(Operation.IMAGE_INSPECT));
    table.add(
        "history",
        1,
        anywhere(
            """
            --format string
            -H, --human
            --no-trunc
            --platform string
            -q, --quiet
            """),
        images(Operation.IMAGE_HISTORY));
    table.add(
        "images",
        0,
        anywhere(
            """
            -a, --all
            --digests
            -f, --filter list
            --format string
            --no-trunc
            -q, --quiet
            --tree
            """),
        always(Operation.IMAGE_LIST));
    table.add("image prune", 0, anywhere(FILTERED), always(Operation.IMAGE_PRUNE));
    addArchives(table);
    addRegistry(table);
  }

  private static void addArchives(DockerCommandLineCommands.Table table) {
    table.add(
        "save",
        1,
        anywhere("-o, --output string\n--platform string"),
        DockerCommandLineImages::save);
    table.add(
        "load",
        0,
        anywhere("-i, --input string\n--platform string\n-q, --quiet"),
        always(Operation.IMAGE_LOAD));
    table.add(
        "import",
        1,
        anywhere("-c, --change list\n-m, --message string\n--platform string"),
        options ->
            List.of(
                DockerCommandLine.Call.of(
                    Operation.IMAGE_IMPORT,
                    options.arguments().stream()
                        .skip(1)
                        .limit(1)
                        .map(DockerCommandLineImage::resource)
                        .toArray(Resource[]::new))));
    table.add(
        "build",
        1,
        anywhere(
            """
            --add-host list
            --build-arg list
            --cache-from list
            --cgroup-parent string
            --compress
            --cpu-period int
            --cpu-quota int
            -c, --cpu-shares int
            --cpuset-cpus string
            --cpuset-mems string
            --disable-content-trust
            -f, --file string
            --force-rm
            --iidfile string
            --isolation string
            --label list
            -m, --memory bytes
            --memory-swap bytes-or-unlimited
            --network string
            --no-cache
            --platform string
            --pull
            -q, --quiet
            --rm
            --security-opt list
            --shm-size bytes
            --squash
            -t, --tag list
            --target string
            --ulimit list
            """),
        options ->
            List.of(
                DockerCommandLine.Call.of(
                    Operation.IMAGE_BUILD,
                    options.all("tag").stream()
                        .map(DockerCommandLineImage::resource)
                        .toArray(Resource[]::new))));
  }

  private static void addRegistry(DockerCommandLineCommands.Table table) {
    table.add(
        "search",
        1,
        anywhere("-f, --filter list\n--format string\n--limit int\n--no-trunc"),
        always(Operation.IMAGE_SEARCH));
    table.add(
        "login",
        0,
        anywhere("-p, --password string\n--password-stdin\n-u, --username string"),
        always(Operation.SYSTEM_AUTH));
    table.add("logout", 0, anywhere(""), always());
  }

  private static DockerCommandLineCommands.Reading images(Operation operation) {
    return options ->
        options.arguments().stream()
            .map(DockerCommandLineImage::resource)
            .map(image -> DockerCommandLine.Call.of(operation, image))
            .toList();
  }

  private static List<DockerCommandLine.Call> save(DockerCommandLineOptions options) {
    return List.of(
        DockerCommandLine.Call.of(
            Operation.IMAGE_SAVE,
            options.arguments().stream()
                .map(DockerCommandLineImage::resource)
                .toArray(Resource[]::new)));
  }
}
