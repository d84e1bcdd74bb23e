package dev.cofferdam.runtime;

import java.io.IOException;

/** Where it is known how containers are to be contained. */
interface Containments {
  /**
   * What was planned for a container; for one that nobody planned, what is usual.
   *
   * @throws IOException where it cannot be known, or a range not be put on record
   */
  Containment of(String container) throws RuntimeFailure, IOException;
}
