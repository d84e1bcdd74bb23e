package dev.cofferdam.policy;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;
import java.util.List;
import java.util.Set;

/**
 * May this caller do this, to these objects, with these privileges?
 *
 * @param resources what the operation acts on, references resolved; empty for an operation on a
 *     collection or on the engine
 * @param privileges what the request asks for beyond the most confined container
 * @param circumstances for conditions
 */
public record Question(
    Caller caller,
    Operation operation,
    List<Resource> resources,
    Set<Privilege> privileges,
    Circumstances circumstances) {
  public Question {
    resources = List.copyOf(resources);
    privileges = Set.copyOf(privileges);
  }

  /** Whether it is about a whole collection, whose items are asked for on their own. */
  boolean isOfCollection() {
    return resources.isEmpty() && !Kind.of(operation).isEmpty();
  }
}
