package dev.cofferdam.runtime;

import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlannedMount;
import dev.cofferdam.state.Treatment;
import dev.cofferdam.userns.Maps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one container is to be contained.
 *
 * @param maps none where it gets no user namespace
 * @param treatments of mounts, by destination, where somebody has said something
 */
record Containment(Maps maps, Map<String, Treatment> treatments) {
  Containment {
    treatments = Map.copyOf(treatments);
  }

  static Containment of(Plan plan) {
    Map<String, Treatment> treatments = new LinkedHashMap<>();
    for (PlannedMount mount : plan.mounts()) {
      treatments.put(mount.destination(), mount.treatment());
    }
    return new Containment(plan.maps(), treatments);
  }

  /** The bind mounts that it sees through its map. */
  List<BindMount> idmapped(List<BindMount> binds, EngineFiles engine) {
    List<BindMount> idmapped = new ArrayList<>();
    for (BindMount bind : binds) {
      Treatment said = treatments.get(bind.destination());
      if (said == null ? engine.owns(bind.source()) : said == Treatment.IDMAP) {
        idmapped.add(bind);
      }
    }
    return idmapped;
  }

  /** The bind mounts that are given to its root. */
  List<BindMount> given(List<BindMount> binds) {
    List<BindMount> given = new ArrayList<>();
    for (BindMount bind : binds) {
      if (treatments.get(bind.destination()) == Treatment.CHOWN) {
        given.add(bind);
      }
    }
    return given;
  }

  /**
   * What an engine itself made for containers, below its data root: the files that it binds over
   * {@code /etc/hosts} and its like, secrets, {@code /dev/shm}, and its volumes.
   *
   * @param dataRoot of the engine, where it is known
   */
  record EngineFiles(Optional<Path> dataRoot) {
    private static final String CONTAINERS = "containers";
    private static final String VOLUMES = "volumes";

    /** Takes it from where the engine's own files of this container are. */
    static EngineFiles of(List<BindMount> binds, String container) {
      for (BindMount bind : binds) {
        Path source = bind.source();
        for (int i = 1; i < source.getNameCount(); i++) {
          if (source.getName(i).toString().equals(container)
              && source.getName(i - 1).toString().equals(CONTAINERS)) {
            return new EngineFiles(Optional.of(source.getRoot().resolve(source.subpath(0, i - 1))));
          }
        }
      }
      return new EngineFiles(Optional.empty());
    }

    boolean owns(Path source) {
      return dataRoot.isPresent()
          && source.equals(source.normalize())
          && (source.startsWith(dataRoot.get().resolve(CONTAINERS))
              || source.startsWith(dataRoot.get().resolve(VOLUMES)));
    }
  }
}
