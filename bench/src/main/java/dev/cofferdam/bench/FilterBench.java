package dev.cofferdam.bench;

import dev.cofferdam.seccomp.Compiler;
import dev.cofferdam.seccomp.Interpreter;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.Program;
import dev.cofferdam.seccomp.Proof;
import dev.cofferdam.seccomp.Prover;
import dev.cofferdam.seccomp.SeccompData;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.seccomp.SystemCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Filters of system calls against libseccomp's, and the first one of a process. */
final class FilterBench {
  private static final List<String> PROFILES = List.of("default", "default + i386, x32");
  private static final int STARTS = 15;

  private final Effort effort;

  FilterBench(Effort effort) {
    this.effort = effort;
  }

  void run() throws IOException, InterruptedException, RunnerException, SeccompException {
    sizes();
    times();
    starts();
  }

  private static void sizes() throws SeccompException {
    System.out.printf("%n### Filters%n%n");
    System.out.println("| profile | compiler | instructions | executed at most | on average |");
    System.out.println("|---|---|--:|--:|--:|");
    for (String name : PROFILES) {
      Profile profile = SeccompBench.profile(name);
      Program ours = Compiler.compile(profile);
      if (!(Prover.prove(profile, ours) instanceof Proof.Proven proven)) {
        throw new IllegalStateException("not proven");
      }
      row(name, "Cofferdam", ours, String.valueOf(proven.cost().longest()), profile);
      for (Libseccomp.Form form : Libseccomp.Form.values()) {
        byte[] theirs = SeccompBench.libseccomp(profile).compile(form);
        String compiler = "libseccomp, " + form.name().toLowerCase(Locale.ROOT);
        row(name, compiler, Program.of(theirs), "", profile);
      }
    }
  }

  private static void row(
      String name, String compiler, Program program, String longest, Profile profile) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d | %s | %.1f |%n",
        name,
        compiler,
        program.size(),
        longest,
        average(program, profile));
  }

  /** Each call of each architecture once, with arguments of 0. */
  private static double average(Program program, Profile profile) {
    Interpreter interpreter = Interpreter.of(program);
    return profile.architectures().keySet().stream()
        .flatMapToInt(architecture ->
            SystemCalls.known().all().stream()
                .map(call -> call.number(architecture))
                .flatMapToInt(number -> number.stream())
                .map(number -> interpreter.run(SeccompData.of(architecture, number)).executed()))
        .average()
        .orElseThrow();
  }

  private void times() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(SeccompBench.class.getName())
            .jvmArgs(
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (effort.equals(Effort.QUICK)) {
      options.forks(1).measurementIterations(3);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    Map<String, Map<String, Double>> medians = new TreeMap<>();
    for (RunResult result : results) {
      medians
          .computeIfAbsent(result.getParams().getParam("name"), _ -> new TreeMap<>())
          .put(
              result.getPrimaryResult().getLabel(),
              result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    System.out.printf("%n### From a profile to the bytes of a filter, µs, medians%n%n");
    System.out.println("| profile | Cofferdam | libseccomp, linear | tree | ratios |");
    System.out.println("|---|--:|--:|--:|--:|");
    medians.forEach((name, of) -> {
      double ours = of.getOrDefault("cofferdam", Double.NaN);
      double linear = of.getOrDefault("linear", Double.NaN);
      double tree = of.getOrDefault("tree", Double.NaN);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | %.0f | %.2f, %.2f |%n",
          name,
          ours,
          linear,
          tree,
          linear / ours,
          tree / ours);
    });
  }

  private void starts() throws IOException, InterruptedException {
    System.out.printf("%n### The first filter of a process, ms, medians%n%n");
    System.out.println(
        "| JVM | reading the base | compiling it | reading, running | compiling, running |");
    System.out.println("|---|--:|--:|--:|--:|");
    Map<String, List<String>> commands = new TreeMap<>();
    for (String kind : List.of("default", "program")) {
      commands.put(kind, System.getProperty("cofferdam.bench.first." + kind, "").lines().toList());
    }
    Map<String, List<double[]>> taken = new TreeMap<>();
    // In turn, so that what else the machine does is the same for both.
    for (int i = 0; i < STARTS; i++) {
      for (Map.Entry<String, List<String>> each : commands.entrySet()) {
        taken.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(start(each.getValue()));
      }
    }
    taken.forEach((kind, times) ->
        System.out.printf(
            Locale.ROOT,
            "| %s | %.1f | %.1f | %.1f | %.1f |%n",
            kind.equals("default") ? "no options" : "options and archive of the program",
            Measured.median(times, time -> time[0]),
            Measured.median(times, time -> time[1]),
            Measured.median(times, time -> time[2]),
            Measured.median(times, time -> time[3])));
  }

  private static double[] start(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    if (process.waitFor() != 0) {
      throw new IOException("a start of " + FirstFilter.class.getName() + " failed");
    }
    return said.lines().mapToDouble(micros -> Integer.parseInt(micros) / 1000.0).toArray();
  }
}
