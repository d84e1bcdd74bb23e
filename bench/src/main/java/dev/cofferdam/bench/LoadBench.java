package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests per second and latency, target against target, a round of each in turn. */
final class LoadBench {
  private static final int PACED_CONNECTIONS = 10;

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Effort effort;

  LoadBench(Effort effort) {
    this.effort = effort;
  }

  /** One request, and the ways on which it is measured. */
  record Course(Request request, List<Target> targets, List<Integer> connections, int paced) {}

  /**
   * A gateway runs for weeks: what its first seconds cost is not what is asked here. Goes on until
   * a request gets no faster, since the compiler has to share the cores with the load.
   */
  void warmUp(Path gateway, Request... requests) throws IOException {
    for (Request request : requests) {
      double best = 0;
      int since = 0;
      for (int i = 0; i < effort.patience() && since < 4; i++) {
        double now = ClosedLoop.run(gateway, request, 20, Duration.ZERO, SECOND).perSecond();
        since = now > best * 1.03 ? 0 : since + 1;
        best = Math.max(best, now);
      }
    }
  }

  void run(String engine, List<Course> courses) throws IOException, InterruptedException {
    System.out.printf("%n### Closed loop, %s%n%n", engine);
    System.out.println("| request | connections | to | requests/s | of direct | p50 µs | p99 µs |");
    System.out.println("|---|--:|---|--:|--:|--:|--:|");
    for (Course course : courses) {
      for (int connections : course.connections()) {
        closed(course, connections);
      }
    }
    if (courses.stream().allMatch(course -> course.paced() == 0)) {
      return;
    }
    System.out.printf("%n### Paced, %d connections, %s%n%n", PACED_CONNECTIONS, engine);
    System.out.println("| request | sent/s | to | p50 µs | p99 µs | added at p50 | added at p99 |");
    System.out.println("|---|--:|---|--:|--:|--:|--:|");
    for (Course course : courses) {
      if (course.paced() > 0) {
        paced(course);
      }
    }
  }

  private void closed(Course course, int connections) throws IOException, InterruptedException {
    Map<Target, Measured> medians =
        rounds(
            course.targets(),
            target ->
                ClosedLoop.run(
                    target.socket(),
                    course.request(),
                    connections,
                    effort.warmUp(),
                    effort.counted()));
    double direct = medians.values().iterator().next().perSecond();
    medians.forEach((target, median) ->
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %s | %,.0f | %s | %,.0f | %,.0f |%n",
            course.request().name(),
            connections,
            target.name(),
            median.perSecond(),
            medians.size() == 1
                ? "–"
                : String.format(Locale.ROOT, "%.2f", median.perSecond() / direct),
            median.p50(),
            median.p99()));
  }

  private void paced(Course course) throws IOException, InterruptedException {
    Map<Target, Measured> medians =
        rounds(
            course.targets(),
            target ->
                Paced.run(
                    target.socket(),
                    course.request(),
                    PACED_CONNECTIONS,
                    course.paced(),
                    effort.counted()));
    Measured direct = medians.values().iterator().next();
    medians.forEach((target, median) ->
        System.out.printf(
            Locale.ROOT,
            "| %s | %,d | %s | %,.0f | %,.0f | %,.0f | %,.0f |%n",
            course.request().name(),
            course.paced(),
            target.name(),
            median.p50(),
            median.p99(),
            median.p50() - direct.p50(),
            median.p99() - direct.p99()));
  }

  /** One round against one target. */
  interface Round {
    Measured against(Target target) throws IOException, InterruptedException;
  }

  /** Each round begins with another target. */
  private Map<Target, Measured> rounds(List<Target> targets, Round round)
      throws IOException, InterruptedException {
    Map<Target, List<Measured>> all = new LinkedHashMap<>();
    for (Target target : targets) {
      all.put(target, new ArrayList<>());
    }
    for (int i = 0; i < effort.rounds(); i++) {
      for (int j = 0; j < targets.size(); j++) {
        Target target = targets.get((i + j) % targets.size());
        Measured measured;
        try {
          measured = round.against(target);
        } catch (IOException failed) {
          throw new IOException(target.name() + ": " + failed.getMessage(), failed);
        }
        List<Measured> kept = all.get(target);
        if (kept != null) {
          kept.add(measured);
        }
      }
    }
    Map<Target, Measured> medians = new LinkedHashMap<>();
    all.forEach((target, measured) -> medians.put(target, Measured.median(measured)));
    return medians;
  }
}
