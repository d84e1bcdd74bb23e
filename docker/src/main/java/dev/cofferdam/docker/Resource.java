package dev.cofferdam.docker;

import java.util.List;
import java.util.Optional;

/**
 * An object of the engine that a request acts on, after its reference was resolved.
 *
 * <p>An owner is who created the object through the gateway, read from the reserved label {@link
 * #OWNER_LABEL}.
 */
public sealed interface Resource {
  /** Labels with this prefix are the gateway's own: a client that sends one is refused. */
  String RESERVED_PREFIX = "dev.cofferdam.";

  String OWNER_LABEL = RESERVED_PREFIX + "owner";

  /** What records and messages call it, for instance {@code container:web-1}. */
  String label();

  /**
   * A container, or one that is about to be created (then the id is empty, the name is what was
   * asked for or empty, and the owner is the caller).
   *
   * @param id 64 hexadecimal digits, or empty
   * @param name without the leading slash
   * @param image the image reference that it was created from, normalised ({@code
   *     docker.io/library/foobar:latest}), or an id
   */
  record Container(String id, String name, Optional<String> owner, String image)
      implements Resource {
    @Override
    public String label() {
      if (!name.isEmpty()) {
        return "container:" + name;
      }
      return id.isEmpty() ? "container:(new)" : "container:" + id;
    }
  }

  /**
   * An image.
   *
   * @param asked as the client wrote it
   * @param names every normalised reference it is known by, and its id where it is known
   */
  record Image(String asked, List<String> names) implements Resource {
    public Image {
      names = List.copyOf(names);
    }

    @Override
    public String label() {
      return "image:" + asked;
    }
  }

  record Volume(String name, Optional<String> owner) implements Resource {
    @Override
    public String label() {
      return "volume:" + name;
    }
  }

  record Network(String id, String name, Optional<String> owner) implements Resource {
    @Override
    public String label() {
      return "network:" + (name.isEmpty() ? id : name);
    }
  }

  /**
   * A plugin, node, service, secret or config, or a task of no service; one that is about to be
   * made has no id.
   *
   * @param name of a node: its host's
   */
  record Other(Subject kind, String id, String name, Optional<String> owner) implements Resource {
    @Override
    public String label() {
      return kind.id() + ":" + (!name.isEmpty() ? name : id.isEmpty() ? "(new)" : id);
    }
  }
}
