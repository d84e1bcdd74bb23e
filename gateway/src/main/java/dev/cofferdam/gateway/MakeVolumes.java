package dev.cofferdam.gateway;

import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.VolumeCreate;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The volumes that a new container's {@code Binds} name. In: a recorded create. Out: the same, and
 * each of them exists: those that did not are the caller's.
 *
 * <p>The engine would make them itself, without an owner: whoever may use his own volumes only
 * could not see or remove them. They are part of the create that was decided on ({@code
 * volume:NAME}), each on record as an event. Where the engine then refuses the container, those
 * that were made for it go again, as long as nothing uses them.
 */
final class MakeVolumes implements Stage {
  /** The docker client itself waits without end. */
  private static final int PATIENCE_SECONDS = 120;

  private final EngineObjects objects;
  private final Recorder recorder;

  MakeVolumes(EngineObjects objects, Recorder recorder) {
    this.objects = objects;
    this.recorder = recorder;
  }

  private static List<VolumeCreate> asked(Exchange exchange) {
    return exchange.model() instanceof RequestModel.Document(ContainerCreate create)
        ? create.boundVolumes()
        : List.of();
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return !asked(exchange).isEmpty();
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    List<String> made = new ArrayList<>();
    boolean complete = false;
    try {
      for (VolumeCreate asked : asked(exchange)) {
        if (objects.volume(asked.name()).isEmpty()) {
          make(exchange, asked);
          made.add(asked.name());
        }
      }
      complete = true;
    } catch (Missing refused) {
      return Optional.of(Refusal.of(refused.status(), String.valueOf(refused.getMessage())));
    } finally {
      if (!complete) {
        unmake(made);
      }
    }
    if (!made.isEmpty()) {
      exchange.ifNothingIsCreated(() -> Thread.ofVirtual().start(() -> unmake(made)));
    }
    return Optional.empty();
  }

  private void make(Exchange exchange, VolumeCreate asked) throws EngineException, Missing {
    String user = exchange.identity().user();
    Resource.Volume volume =
        objects.make(asked.withLabels(Map.of(Resource.OWNER_LABEL, user)), PATIENCE_SECONDS);
    if (!volume.owner().equals(Optional.of(user))) {
      throw new Missing(
          409, "the volume " + asked.name() + " was made by somebody else meanwhile: try again");
    }
    recorder.event(
        "volume.made",
        "the volume " + asked.name() + " for " + user + ", by decision " + exchange.id());
  }

  private void unmake(List<String> made) {
    for (String name : made) {
      try {
        objects.unmake(name);
      } catch (EngineException left) {
        Log.warn("the volume " + name + " is left behind by a create that failed", left);
      }
    }
  }
}
