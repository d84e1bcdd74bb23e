package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A volume that is given to a container, against {@code chown -R}: each in a new process, in turn.
 */
final class OwnershipBench {
  private static final int DIRECTORIES = 1_000;
  private static final int FILES_IN_EACH = 100;
  private static final long FIRST_ID = 1_000_000;

  private final Effort effort;
  private final Path tree;

  OwnershipBench(Effort effort, Path directory) {
    this.effort = effort;
    this.tree = directory.resolve("volume");
  }

  void run() throws IOException, InterruptedException {
    for (int i = 0; i < DIRECTORIES; i++) {
      Path directory = Files.createDirectories(tree.resolve("directory" + i));
      for (int j = 0; j < FILES_IN_EACH; j++) {
        Files.createFile(directory.resolve("file" + j));
      }
    }
    int rounds = effort.equals(Effort.QUICK) ? 5 : 15;
    List<Double> theirs = new ArrayList<>();
    List<Double> process = new ArrayList<>();
    List<Double> walk = new ArrayList<>();
    long id = FIRST_ID;
    for (int i = 0; i < rounds; i++) {
      id++;
      long start = System.nanoTime();
      said("chown", "-hR", id + ":" + id, tree.toString());
      theirs.add(since(start));
      id++;
      start = System.nanoTime();
      walk.add(Integer.parseInt(said(given(id))) / 1000.0);
      process.add(since(start));
    }
    System.out.printf(
        "%n### A volume of %d files is given to a container, ms, medians of %d%n%n",
        DIRECTORIES * FILES_IN_EACH, rounds);
    System.out.println("| `chown -hR` | Cofferdam, in a runtime that runs | with a JVM's start |");
    System.out.println("|--:|--:|--:|");
    System.out.printf(
        Locale.ROOT, "| %.0f | %.0f | %.0f |%n", median(theirs), median(walk), median(process));
  }

  private String[] given(long id) {
    return new String[] {
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "--enable-native-access=ALL-UNNAMED",
      "-cp",
      System.getProperty("java.class.path"),
      GivenTree.class.getName(),
      tree.toString(),
      Long.toString(id)
    };
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    if (process.waitFor() != 0) {
      throw new IOException(command[0] + " failed");
    }
    return said;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(List<Double> rounds) {
    return Measured.median(rounds, Double::doubleValue);
  }
}
