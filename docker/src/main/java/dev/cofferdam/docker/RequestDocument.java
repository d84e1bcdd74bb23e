package dev.cofferdam.docker;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The JSON body of a request: parsed strictly, understood, and written again from what was
 * understood. Immutable. {@link RequestDocuments} says which operation has which.
 *
 * <p>A body that names nothing and asks for nothing implements {@link #write} alone.
 */
public interface RequestDocument {
  /** The body for the engine. */
  byte[] write();

  /**
   * What it asks for beyond the least; to be asked of a {@link #resolved} one, for a harmless path
   * may lead anywhere.
   */
  default SortedSet<Privilege> privileges(HostFacts facts) {
    return Collections.emptySortedSet();
  }

  /** Every object that is named inside, as the client wrote it. */
  default References references() {
    return References.NONE;
  }

  /**
   * A copy that names its objects as they were resolved.
   *
   * @throws MalformedBody if what was resolved cannot be written in its place
   * @throws IllegalArgumentException if a reference is missing in {@code resolution}
   */
  default RequestDocument resolved(Resolution resolution) {
    return this;
  }

  /**
   * A copy with more labels, which may be reserved ones, on the object that it makes; the same
   * where it makes none.
   */
  default RequestDocument withLabels(Map<String, String> labels) {
    return this;
  }

  /**
   * What it says of itself, for conditions; a value of the fact's type, empty where such a body
   * says nothing of it.
   */
  default Optional<Object> fact(Fact fact) {
    return Optional.empty();
  }
}
