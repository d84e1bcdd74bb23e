package dev.cofferdam.gateway;

import dev.cofferdam.docker.ContainerNamespace;
import dev.cofferdam.docker.NamespaceHost.Wrapping;
import dev.cofferdam.gateway.EngineClient.EngineAnswer;
import dev.cofferdam.gateway.EngineJson.Fields;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether the engine has the runtime that makes user namespaces. An engine's runtimes change while
 * it runs, when its configuration is loaded again: it is asked anew after a while.
 */
final class EngineRuntimes {
  /** Until a runtime that was not there is looked for again. */
  private static final long ABSENT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Until one that was there is. If it has gone meanwhile, the engine refuses the container. */
  private static final long PRESENT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private record Known(Wrapping wrapping, long untilNanos) {}

  private final EngineClient client;
  private final LongSupplier nanoTime;
  private volatile Optional<Known> known = Optional.empty();

  EngineRuntimes(EngineClient client, LongSupplier nanoTime) {
    this.client = client;
    this.nanoTime = nanoTime;
  }

  Wrapping get() throws EngineException {
    Optional<Known> current = known;
    return current.isPresent() && current.get().untilNanos() - nanoTime.getAsLong() > 0
        ? current.get().wrapping()
        : ask();
  }

  /** As far as it is known without asking. */
  Wrapping asKnown() {
    return known.map(Known::wrapping).orElse(Wrapping.UNKNOWN);
  }

  Wrapping ask() throws EngineException {
    EngineAnswer answer = client.get("/info");
    if (!answer.ok()) {
      throw new EngineException(
          "it answered " + answer.status() + " when asked which runtimes it has");
    }
    Wrapping wrapping = of(Fields.read(answer.body()));
    boolean there = wrapping == Wrapping.PRESENT || wrapping == Wrapping.STANDARD;
    known =
        Optional.of(
            new Known(wrapping, nanoTime.getAsLong() + (there ? PRESENT_NANOS : ABSENT_NANOS)));
    return wrapping;
  }

  private static Wrapping of(Fields info) {
    if (info.list("SecurityOptions").contains("name=userns")) {
      return Wrapping.REMAPPED;
    }
    if (!info.hasBelow("Runtimes." + ContainerNamespace.RUNTIME)) {
      return Wrapping.ABSENT;
    }
    return info.text("DefaultRuntime").equals(ContainerNamespace.RUNTIME)
        ? Wrapping.STANDARD
        : Wrapping.PRESENT;
  }

  void forget() {
    known = Optional.empty();
  }
}
