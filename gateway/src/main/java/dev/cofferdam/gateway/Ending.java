package dev.cofferdam.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param status that the client was given; 0 when it was gone before
 * @param result {@code ok}, {@code refused}, {@code failed}, {@code unreachable} or {@code aborted}
 * @param created full id of what was created, or empty
 */
record Ending(
    int status, String result, String message, String created, long bytesIn, long bytesOut) {
  /**
   * @param relay of the engine's answer, if it was asked
   */
  static Ending of(
      int status, String result, String message, RequestBody body, @Nullable ResponseRelay relay) {
    return new Ending(
        status,
        result,
        message,
        relay == null ? "" : relay.created(),
        body.received(),
        relay == null ? 0 : relay.bytesOut());
  }
}
