package dev.cofferdam.seccomp;

/** What cannot be turned into a filter, in a sentence that says what, where and what to do. */
public final class SeccompException extends Exception {
  private static final long serialVersionUID = 1;

  public SeccompException(String message) {
    super(message);
  }
}
