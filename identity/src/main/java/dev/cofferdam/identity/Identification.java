package dev.cofferdam.identity;

/** What came of finding out who is calling. */
public sealed interface Identification {
  record Known(Identity identity) implements Identification {}

  /**
   * It could not be established, so nothing is allowed.
   *
   * @param reason one sentence that names what was missing
   * @param uid the peer's uid where that much is known, else -1: for the record only
   */
  record Unknown(String reason, long uid, int pid) implements Identification {}
}
