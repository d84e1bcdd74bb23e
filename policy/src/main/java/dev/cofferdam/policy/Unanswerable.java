package dev.cofferdam.policy;

/** A condition that asks for what a question does not tell. */
final class Unanswerable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param why without any value of the request
   */
  Unanswerable(String why) {
    super(why, null, false, false);
  }
}
