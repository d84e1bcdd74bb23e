package dev.cofferdam.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One record of the trail. What a request asked for is one {@link Decision}, what came of it one
 * {@link Outcome} with the same id; what happens to the gateway itself is an {@link Event}.
 *
 * <p>Field names are a contract with the site's log search: docs/audit.md lists them all.
 */
public sealed interface Entry {
  Instant time();

  /** Joins a decision with its outcome and stands in the refusal that the client reads. */
  String id();

  /**
   * Who asked.
   *
   * @param user the accountable person, empty where nobody could be established
   * @param uid effective uid of the connecting process, -1 where unknown
   * @param userName the name of {@code uid}
   * @param loginUid the login uid, empty where the process has none
   * @param via how the identity was proved, {@code unix}
   */
  record Actor(
      String user,
      List<String> groups,
      String via,
      long uid,
      String userName,
      long gid,
      int pid,
      OptionalLong loginUid,
      Optional<String> loginUser) {
    public Actor {
      groups = List.copyOf(groups);
    }
  }

  /**
   * What was asked.
   *
   * @param operation the named operation, or {@code unknown}
   * @param method of HTTP
   * @param path the canonical path and query as the gateway understood them (or, for what it could
   *     not parse, an escaped and shortened copy); never a body
   * @param resources labels of the objects acted on, for instance {@code container:web-1}
   * @param containerId full id of the container acted on, empty where there is none
   * @param image the image asked for, empty where there is none
   * @param privileges names, widest first
   * @param confinement tier of the request, empty where it has none
   */
  record Asked(
      String operation,
      String method,
      String path,
      List<String> resources,
      String containerId,
      String image,
      List<String> privileges,
      String confinement) {
    public Asked {
      resources = List.copyOf(resources);
      privileges = List.copyOf(privileges);
    }
  }

  /**
   * @param allowed whether the request goes to the engine
   * @param rule {@code role/index} of the rule that decided, empty where none did
   * @param reason one sentence
   * @param policy version of the policy in force
   * @param mode {@code warn} or {@code observe} where the policy refuses it and it goes to the
   *     engine nevertheless, because it is on trial; else empty
   */
  record Decision(
      Instant time,
      String id,
      Actor actor,
      Asked asked,
      boolean allowed,
      String rule,
      String reason,
      String policy,
      String mode)
      implements Entry {}

  /**
   * @param user repeated from the decision, so that outcomes can be searched alone
   * @param status HTTP status that the client was given, 0 where it was gone before
   * @param result {@code ok}, {@code refused}, {@code failed} (the engine said no), {@code
   *     unreachable} (no engine), {@code aborted} (a side went away in the middle)
   * @param message the engine's or the gateway's message where it is not {@code ok}, shortened
   * @param created full id of what was created, empty where nothing was
   * @param bytesIn body or stream bytes from the client
   * @param bytesOut body or stream bytes to the client
   * @param micros from the request's first line to the last byte of the answer, in microseconds
   */
  record Outcome(
      Instant time,
      String id,
      String user,
      String operation,
      int status,
      String result,
      String message,
      String created,
      long bytesIn,
      long bytesOut,
      long micros)
      implements Entry {}

  /**
   * Something that happened to the gateway.
   *
   * @param name {@code gateway.start}, {@code gateway.stop}, {@code policy.loaded}, {@code
   *     policy.rejected}, {@code policy.exposed}, {@code audit.recovered}, {@code audit.lost}
   * @param message one sentence
   */
  record Event(Instant time, String id, String name, String message) implements Entry {}
}
