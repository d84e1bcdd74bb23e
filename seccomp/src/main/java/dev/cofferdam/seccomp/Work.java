package dev.cofferdam.seccomp;

/**
 * How much work an answer may still take. Questions about the conditions of a profile can be as
 * hard as any question of logic, and who asks may have written the profile in order to keep us
 * busy; so there is an end, which is an error and never a guess.
 */
final class Work {
  /** A second or less; to compare the bases takes a twentieth of it. */
  private static final int MOST = 250_000;

  private final String purpose;
  private int left = MOST;

  /**
   * @param purpose what is being done, for the error: {@code comparing the profiles}
   */
  Work(String purpose) {
    this.purpose = purpose;
  }

  /**
   * A step that has to do with this many conditions.
   *
   * @throws SeccompException when it was too much
   */
  void step(int conditions) throws SeccompException {
    left -= 1 + conditions / 8;
    if (left < 0) {
      throw new SeccompException(
          purpose
              + " takes too much work: use fewer conditions on the arguments of a call, and fewer"
              + " masks (SCMP_CMP_MASKED_EQ)");
    }
  }
}
