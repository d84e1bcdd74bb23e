package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Query;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.gateway.EngineObjects.Running;
import dev.cofferdam.linux.Inodes;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.StateException;
import dev.cofferdam.userns.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Archives of a running container that has a user namespace of its own. In: a recorded request.
 * Out: the same, answered by the gateway from the container's own files.
 *
 * <p>The engine would use its own mount of them, in which neither the container's changes nor its
 * ids are as the container has them. It still answers for containers that do not run, and for those
 * in the host's user namespace.
 */
final class EnterContainer implements Stage {
  /** Each has a thread, and in the deepest tree about a thousand files open. */
  private static final int MOST_AT_ONCE = 32;

  private static final int RETRY_SECONDS = 5;

  private final PlanStore plans;
  private final EngineObjects objects;
  private final Kernel kernel;
  private final ContainerRoot roots;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  EnterContainer(PlanStore plans, EngineObjects objects, Kernel kernel) {
    this.plans = plans;
    this.objects = objects;
    this.kernel = kernel;
    this.roots = new ContainerRoot(kernel, Inodes.real());
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return switch (exchange.call().operation()) {
      case CONTAINER_ARCHIVE_STAT, CONTAINER_ARCHIVE_READ, CONTAINER_ARCHIVE_WRITE -> true;
      default -> false;
    };
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    if (!mayWait(exchange) || exchange.call().query().text("path").orElse("").isEmpty()) {
      return Optional.empty(); // the engine says what is wrong with no path at all
    }
    String id = exchange.call().subject().orElseThrow();
    try {
      Optional<Plan> plan = plans.find(id).filter(known -> known.mode() != Mode.HOST);
      return plan.isEmpty() ? Optional.empty() : enter(exchange, id, plan.get());
    } catch (StateException unreadable) {
      return Optional.of(Refusal.of(500, String.valueOf(unreadable.getMessage())));
    }
  }

  private Optional<Refusal> enter(Exchange exchange, String id, Plan plan) throws EngineException {
    Optional<Running> running = running(id);
    if (running.isEmpty()) {
      return Optional.empty();
    }
    if (!places.tryAcquire()) {
      return Optional.of(
          new Refusal(
              503,
              "%d archives of containers are under way".formatted(MOST_AT_ONCE),
              Optional.empty(),
              List.of("try again when one of them is complete"),
              false,
              RETRY_SECONDS));
    }
    boolean entered = false;
    try {
      ContainerTree tree = roots.open(id, running.get().pid(), plan.maps());
      ContainerArchive archive =
          new ContainerArchive(
              request(exchange.call(), id, running.get()),
              tree,
              kernel.credentials(),
              places::release);
      exchange.atEnd(archive::giveUp);
      exchange.standIn(archive);
      entered = true;
      return Optional.empty();
    } catch (IOException failed) {
      return running(id).equals(running)
          ? Optional.of(
              Refusal.of(500, "the container's files cannot be reached: " + failed.getMessage()))
          : Optional.empty(); // it has ended, and the engine can answer
    } finally {
      if (!entered) {
        places.release();
      }
    }
  }

  private Optional<Running> running(String id) throws EngineException {
    try {
      return objects.running(id);
    } catch (Missing gone) {
      return Optional.empty();
    }
  }

  private static ContainerArchive.Request request(ApiCall call, String id, Running running) {
    Query query = call.query();
    String path = query.text("path").orElse("");
    String bytes = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    boolean write = call.operation() == Operation.CONTAINER_ARCHIVE_WRITE;
    return new ContainerArchive.Request(
        call.operation(),
        id,
        AskedPath.of(bytes),
        write && query.flag("copyUIDGID") ? running.user() : "",
        !(write && query.flag("noOverwriteDirNonDir")));
  }
}
