package dev.cofferdam.gateway;

import dev.cofferdam.docker.Subject;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.gateway.Mounting.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * What mounts paths of the host, as the engine tells it: containers, stopped ones too, services.
 */
final class Mountings {
  private final EngineObjects objects;

  Mountings(EngineObjects objects) {
    this.objects = objects;
  }

  Volumes volumes() throws EngineException, Missing {
    return MountingReader.volumes(objects.answer("/volumes"));
  }

  /** One container with what it took from others. */
  List<Source> of(String container, Volumes volumes) throws EngineException, Missing {
    return MountingReader.container(objects.answer("/containers/" + container + "/json"), volumes);
  }

  /** Whether a container mounts anything that has a place on the host. */
  boolean mountsAnything(String container) throws EngineException, Missing {
    return MountingReader.mountsAnything(objects.answer("/containers/" + container + "/json"));
  }

  /** Services first: their containers are theirs. */
  List<Mounting> all(Volumes volumes) throws EngineException, Missing {
    List<Mounting> all = new ArrayList<>(services(volumes));
    all.addAll(
        MountingReader.list(Subject.CONTAINER, objects.answer("/containers/json?all=1"), volumes));
    return all;
  }

  /** They are started again without anybody asking. An engine that is no manager knows of none. */
  private List<Mounting> services(Volumes volumes) throws EngineException {
    byte[] answer;
    try {
      answer = objects.answer("/services");
    } catch (Missing noManager) {
      return List.of();
    }
    return MountingReader.list(Subject.SERVICE, answer, volumes);
  }
}
