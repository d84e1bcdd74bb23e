package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bulk streams in GB/s, target against target, a round of each in turn. */
final class StreamBench {
  private final int rounds;
  private final List<Target> targets;

  /** The first target is the engine itself, the last one the gateway. */
  StreamBench(int rounds, List<Target> targets) {
    this.rounds = rounds;
    this.targets = List.copyOf(targets);
  }

  /** One stream from beginning to end; returns its bytes. */
  interface Course {
    long run(Api api) throws IOException;
  }

  static void header() {
    System.out.printf("%n### Streams%n%n");
    System.out.println("| stream | to | GB/s | of direct |");
    System.out.println("|---|---|--:|--:|");
  }

  private void measure(String name, Course course) throws IOException {
    measure(name, targets, course);
  }

  private void measure(String name, List<Target> ways, Course course) throws IOException {
    Map<Target, List<Double>> all = new LinkedHashMap<>();
    for (int i = -1; i < rounds; i++) {
      for (int j = 0; j < ways.size(); j++) {
        Target target = ways.get((Math.max(i, 0) + j) % ways.size());
        long start = System.nanoTime();
        long bytes;
        try (Api api = new Api(target.socket())) {
          bytes = course.run(api);
        } catch (IOException failed) {
          throw new IOException(name + ", " + target.name() + ": " + failed.getMessage(), failed);
        }
        double speed = (double) bytes / (System.nanoTime() - start);
        if (i >= 0) { // the round before the first fills the page cache
          all.computeIfAbsent(target, _ -> new ArrayList<>()).add(speed);
        }
      }
    }
    double direct = median(all, ways.getFirst());
    for (Target target : ways) {
      double speed = median(all, target);
      System.out.printf(
          Locale.ROOT, "| %s | %s | %.2f | %.2f |%n", name, target.name(), speed, speed / direct);
    }
  }

  private static double median(Map<Target, List<Double>> all, Target target) {
    return Measured.median(all.getOrDefault(target, List.of()), Double::doubleValue);
  }

  /** Every stream of the issue, against a real engine with the images of {@link Images}. */
  void engine(Path directory, Path bigTar, Path gzip, long bytes, String container)
      throws IOException {
    header();
    measure("image save", api -> api.get("/images/big/get", 200));
    Path saved = save(directory.resolve("saved.tar"));
    measure("image load", api -> api.upload("POST", "/images/load?quiet=1", saved));
    String into = "/containers/" + container + "/archive?path=/";
    measure("copy in", api -> api.upload("PUT", into, bigTar));
    measure("copy in, gzip", api -> api.upload("PUT", into, gzip));
    measure("build context", api -> api.upload("POST", "/build", bigTar));
    measure("build context, gzip", api -> api.upload("POST", "/build", gzip));
    measure("copy out", api -> api.get("/containers/" + container + "/archive?path=/big", 200));
    String dd =
        """
        {"AttachStdout":true,"Cmd":["dd","if=/dev/zero","bs=1M","count=%d"]}\
        """
            .formatted(bytes >> 20);
    // HAProxy takes the Upgrade field away from a request with a body, as this one is.
    List<Target> tunnelling = List.of(targets.getFirst(), targets.getLast());
    measure(
        "exec output",
        tunnelling,
        api -> {
          String exec = api.post("/containers/" + container + "/exec", dd, 201);
          api.open("POST", "/exec/" + exec + "/start", "{\"Detach\":false,\"Tty\":false}", 101);
          return api.drain();
        });
  }

  private Path save(Path file) throws IOException {
    try (Api api = new Api(targets.getFirst().socket());
        FileChannel out = FileChannel.open(Files.createFile(file), StandardOpenOption.WRITE)) {
      api.save("/images/big/get", out);
    }
    return file;
  }
}
