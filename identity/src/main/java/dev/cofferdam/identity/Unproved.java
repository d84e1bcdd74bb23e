package dev.cofferdam.identity;

/** The one way out of an identification that cannot be completed; its message is the reason. */
final class Unproved extends Exception {
  private static final long serialVersionUID = 1L;

  Unproved(String reason) {
    super(reason);
  }
}
