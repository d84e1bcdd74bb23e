package dev.cofferdam.gateway;

/** A body that could not be read whole: too large, too slow, or cut off. */
final class BodyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  BodyException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
