package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What the gateway costs, as Markdown on standard output. Started by {@code bench/run}. */
public final class Bench {
  private static final List<String> PARTS =
      List.of(
          "stub", "lists", "engine", "streams", "memory", "decision", "seccomp", "chown", "userns");

  private final Effort effort;
  private final Services services;
  private final Path directory;

  private Bench(Effort effort, Services services, Path directory) {
    this.effort = effort;
    this.services = services;
    this.directory = directory;
  }

  /**
   * @param args {@code quick} for less of everything, and the parts to run; all where none is named
   */
  public static void main(String[] args) throws Exception {
    List<String> asked = new ArrayList<>(List.of(args));
    Effort effort = asked.remove("quick") ? Effort.QUICK : Effort.FULL;
    List<String> parts = asked.isEmpty() ? PARTS : asked;
    if (!PARTS.containsAll(parts)) {
      System.err.println("usage: bench/run [quick] [" + String.join("|", PARTS) + "]...");
      System.exit(2);
    }
    Path directory = Path.of(System.getProperty("cofferdam.bench.directory", ""));
    Services all =
        new Services(
            directory,
            System.getProperty("cofferdam.bench.gateway", "").lines().toList(),
            Files.readString(Path.of(System.getProperty("cofferdam.bench.policy", ""))),
            System.getProperty("cofferdam.bench.caller", "root"));
    for (String part : parts) {
      Path own = Files.createDirectory(directory.resolve(part));
      new Bench(effort, all.in(own), own).part(part);
    }
  }

  private void part(String name) throws Exception {
    EngineBench engine = new EngineBench(effort, services);
    switch (name) {
      case "stub" -> stub();
      case "lists" -> lists();
      case "engine" -> engine.load();
      case "streams" -> engine.streams();
      case "memory" -> engine.memory();
      case "decision" -> decision();
      case "seccomp" -> new FilterBench(effort).run();
      case "chown" -> new OwnershipBench(effort, directory).run();
      case "userns" -> new UserNamespaceBench(effort, services).run();
      default -> throw new IllegalArgumentException(name);
    }
  }

  /** Requests against an engine that costs next to nothing. */
  private void stub() throws IOException, InterruptedException {
    Path stub = services.socket("stub");
    try (Service _ = services.stub();
        Service _ = services.haproxy("stub-haproxy", stub);
        Service _ = services.gateway("stub-gateway", stub, "admin3");
        Service _ = services.gateway("stub-filtering", stub, "admin1");
        Service _ = services.gateway("stub-refusing", stub, "admin2")) {
      Target direct = new Target("stub directly", stub);
      Target haproxy = new Target("HAProxy", services.socket("stub-haproxy"));
      Target gateway = new Target("gateway", services.socket("stub-gateway"));
      Target filtering = new Target("gateway, web-* only", services.socket("stub-filtering"));
      Target refusing = new Target("gateway", services.socket("stub-refusing"));
      List<Target> three = List.of(direct, haproxy, gateway);
      List<Integer> connections = effort.connections();
      LoadBench load = new LoadBench(effort);
      load.warmUp(gateway.socket(), Requests.PING, Requests.LIST, Requests.CREATE);
      load.warmUp(filtering.socket(), Requests.LIST);
      load.warmUp(refusing.socket(), Requests.REFUSED);
      load.run(
          "stub engine",
          List.of(
              new LoadBench.Course(Requests.PING, three, connections, 2_000),
              new LoadBench.Course(
                  Requests.LIST, List.of(direct, haproxy, gateway, filtering), connections, 500),
              new LoadBench.Course(Requests.CREATE, three, connections, 500),
              new LoadBench.Course(Requests.REFUSED, List.of(refusing), connections, 0)));
    }
  }

  /** A thousand containers listed, one request at a time. */
  private void lists() throws IOException, InterruptedException {
    Path stub = services.socket("stub");
    try (Service _ = services.stub();
        Service _ = services.gateway("stub-gateway", stub, "admin3");
        Service _ = services.gateway("stub-filtering", stub, "admin1")) {
      Target direct = new Target("stub directly", stub);
      Target gateway = new Target("gateway", services.socket("stub-gateway"));
      Target filtering = new Target("gateway, web-* only", services.socket("stub-filtering"));
      LoadBench load = new LoadBench(effort);
      load.warmUp(gateway.socket(), Requests.LONG_LIST);
      load.warmUp(filtering.socket(), Requests.LONG_LIST);
      load.run(
          "stub engine with 1 000 containers",
          List.of(
              new LoadBench.Course(
                  Requests.LONG_LIST, List.of(direct, gateway, filtering), List.of(1), 0)));
    }
  }

  /** The decision alone, by JMH. */
  private void decision() throws RunnerException {
    System.out.printf("%n### The decision alone%n%n");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(DecisionBench.class.getName() + (effort.equals(Effort.QUICK) ? ".create" : ""))
            .jvmArgs("-XX:+UseSerialGC", "-Xmx128m", "--sun-misc-unsafe-memory-access=allow")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (effort.equals(Effort.QUICK)) {
      options.measurementIterations(3);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    System.out.println("| what | bindings | median µs | most µs |");
    System.out.println("|---|--:|--:|--:|");
    for (RunResult result : results) {
      Result<?> primary = result.getPrimaryResult();
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %.2f | %.2f |%n",
          primary.getLabel(),
          result.getParams().getParam("bindings"),
          primary.getStatistics().getPercentile(50),
          primary.getStatistics().getMax());
    }
  }
}
