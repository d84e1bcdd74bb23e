package dev.cofferdam.docker;

import dev.cofferdam.userns.Mode;
import java.util.List;

/**
 * The user namespace that a container gets.
 *
 * @param mode {@link Mode#HOST} where it gets none
 * @param wrapped whether the engine is told to start it by the runtime that makes namespaces
 * @param asked whether the request said it
 * @param label what is kept of it on the container
 * @param notes what the client is told, sentences; none in the usual case
 */
public record ContainerNamespace(
    Mode mode, boolean wrapped, boolean asked, String label, List<String> notes) {
  /** The label of containers that says which user namespace they have. */
  public static final String LABEL = Resource.RESERVED_PREFIX + "userns";

  /** The name by which the engine knows the runtime that makes user namespaces. */
  public static final String RUNTIME = "cofferdam";

  /** The label of those that are as the engine makes them. */
  static final String ENGINES_OWN = "engine";

  public ContainerNamespace {
    notes = List.copyOf(notes);
  }

  /** Whether it has a namespace of its own. */
  public boolean isContained() {
    return wrapped && mode != Mode.HOST;
  }
}
