package dev.cofferdam.gateway;

/** An answer of the engine that is not what it has to be; it is not passed on. */
final class UnreadableAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the place, never what stands there
   */
  UnreadableAnswer(String message) {
    super(message);
  }
}
