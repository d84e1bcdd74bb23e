package dev.cofferdam.docker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A container that exists, as what it would be asked for by if it were created again: whoever joins
 * its namespaces or takes its volumes gets what it has.
 */
public final class ExistingContainer {
  /**
   * What engines fill in for everybody: it says nothing of a wish. The lists of paths are the
   * engine's own unless they are empty.
   */
  private static final Set<String> FILLED_IN = Set.of("CgroupnsMode", "Runtime", "LogConfig");

  private static final Set<String> PATHS = Set.of("MaskedPaths", "ReadonlyPaths");

  /** What stays with the container and passes to nobody who joins it. */
  private static final List<String> ITS_OWN =
      List.of(
          "annotation:",
          "cgroup-parent:",
          "cpu-realtime",
          "link:",
          "oom-kill-disable",
          "oom-score-adj:",
          "publish",
          "replaceable:",
          "storage-opt:",
          "ulimit:");

  private final ContainerCreate asCreated;

  private ExistingContainer(ContainerCreate asCreated) {
    this.asCreated = asCreated;
  }

  /**
   * Fields that are unknown are what this engine has beyond the API that is understood here: it is
   * not known what they give.
   *
   * @param hostConfig the object {@code HostConfig} of the engine's answer to inspect
   * @throws MalformedBody if it is not understood
   */
  public static ExistingContainer of(byte[] hostConfig) {
    if (!(StrictJson.read(hostConfig) instanceof Node.Entries(Map<String, Node> fields))) {
      throw MalformedBody.at("HostConfig", "must be an object");
    }
    Shape shape = ContainerShapes.HOST;
    @Nullable Node[] values = new @Nullable Node[shape.size()];
    fields.forEach((key, value) -> {
      int slot = shape.find(key);
      if (slot >= 0 && counts(key, value)) {
        values[slot] = read(value, shape.field(slot));
      }
    });
    return new ExistingContainer(ContainerCreate.ofHost(new Node.Struct(shape, values)));
  }

  private static boolean counts(String key, Node value) {
    boolean said = !(value instanceof Node.Null) && !FILLED_IN.contains(key);
    return said && (!PATHS.contains(key) || value.equals(Node.Items.EMPTY));
  }

  private static @Nullable Node read(Node value, Field field) {
    if (field.bearing() != Field.Bearing.WEIGHED) {
      return null;
    }
    return StrictJson.read(CanonicalJson.write(value), field.type());
  }

  public References references() {
    return asCreated.references();
  }

  /** The same with its own references resolved. */
  public ExistingContainer resolved(Resolution resolution) {
    return new ExistingContainer(asCreated.resolved(resolution));
  }

  /** What whoever joins it gets, beyond what any container has. */
  public SortedSet<Privilege> shared(HostFacts facts) {
    SortedSet<Privilege> shared = new TreeSet<>();
    for (Privilege privilege : asCreated.privileges(facts)) {
      boolean own = ITS_OWN.stream().anyMatch(privilege.name()::startsWith);
      if (!own && privilege.tier().compareTo(Confinement.BASELINE) > 0) {
        shared.add(privilege);
      }
    }
    return shared;
  }
}
