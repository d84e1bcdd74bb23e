package dev.cofferdam.gateway;

import dev.cofferdam.docker.MountRequest;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What mounts paths of the host: a container or a service that exists, or one that is asked for.
 *
 * @param resource empty for what does not exist yet
 * @param sources paths of the host as the engine will look them up, be they the source of a bind or
 *     the device of a volume
 */
record Mounting(Optional<Resource> resource, List<Source> sources) {
  /**
   * @param path absolute; it may lead through symbolic links
   * @param bind whether it is the source of a bind and not what a volume is made of
   * @param writable whether what is in the container can write there; below a source that is not,
   *     it may still write to what is mounted further down
   */
  record Source(String path, boolean bind, boolean writable) {}

  Mounting {
    sources = List.copyOf(sources);
  }

  static Mounting asked(Collection<MountRequest> mounts, Collection<Source> beside) {
    List<Source> sources = new ArrayList<>(beside);
    for (MountRequest mount : mounts) {
      if (mount.kind() == MountRequest.Kind.BIND) {
        sources.add(new Source(mount.source(), true, !mount.readOnly()));
      }
    }
    return new Mounting(Optional.empty(), sources);
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  /** Of what exists, its id. */
  String id() {
    return resource
        .map(known ->
            switch (known) {
              case Resource.Container it -> it.id();
              case Resource.Other it -> it.id();
              case Resource.Image _, Resource.Volume _, Resource.Network _ -> "";
            })
        .orElse("");
  }
}
