package dev.cofferdam.policy;

/**
 * A mistake in a policy, or something in it that is probably not meant.
 *
 * @param file as the caller of {@link Policy#parse} named it
 * @param line counted from 1
 * @param column in characters, counted from 1
 * @param message what is wrong and what is possible
 */
public record Problem(Severity severity, String file, int line, int column, String message) {
  /** A policy with an error is not used; one with warnings is. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** In the form that compilers use: {@code policy.yaml:3:7: error: …}. */
  @Override
  public String toString() {
    String kind = severity == Severity.ERROR ? "error" : "warning";
    return file + ":" + line + ":" + column + ": " + kind + ": " + message;
  }
}
