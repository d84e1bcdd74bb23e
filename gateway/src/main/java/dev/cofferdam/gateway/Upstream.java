package dev.cofferdam.gateway;

/** Who answers a request: the engine, or what stands in for it. On the client's event loop only. */
interface Upstream extends Onward {
  /** Pauses and resumes reading of the answer: back-pressure from a client that does not read. */
  void reading(boolean on);

  /** Nobody wants the answer, or more of it. */
  void close();

  /** Nobody waits any more for the answer that is due. */
  void closeAfterAnswer(Runnable answered);
}
