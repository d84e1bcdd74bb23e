package dev.cofferdam.gateway;

import java.util.List;
import java.util.Optional;

/**
 * A request that does not go to the engine: what the client is told and what is recorded.
 *
 * @param status HTTP status of the answer
 * @param reason one sentence; it names no secret
 * @param rule {@code role/index} of the rule that refused it, where a policy did
 * @param remedies what would have to change, one sentence each
 * @param hangUp whether the connection can no longer be trusted to be in step
 * @param retryAfter in how many seconds it is worth asking again; 0 where that is not known
 */
record Refusal(
    int status,
    String reason,
    Optional<String> rule,
    List<String> remedies,
    boolean hangUp,
    int retryAfter) {
  Refusal {
    remedies = List.copyOf(remedies);
  }

  Refusal(int status, String reason, Optional<String> rule, List<String> remedies, boolean hangUp) {
    this(status, reason, rule, remedies, hangUp, 0);
  }

  static Refusal of(int status, String reason) {
    return new Refusal(status, reason, Optional.empty(), List.of(), false);
  }

  static Refusal hangingUp(int status, String reason) {
    return new Refusal(status, reason, Optional.empty(), List.of(), true);
  }

  /** Of a request that comes too soon. */
  static Refusal tooOften(String reason, String rule, int retryAfter) {
    return new Refusal(429, reason, Optional.of(rule), List.of(), false, retryAfter);
  }
}
