package dev.cofferdam.seccomp;

/** Whether a program does what a profile means, {@link Prover}. */
public sealed interface Proof {
  /**
   * Program and profile agree.
   *
   * @param points calls that both were asked about
   * @param sampled numbers whose arguments were drawn at random, because there are too many ways
   *     through them to walk every one; 0 for what the compiler makes of ordinary profiles
   * @param cost what the program costs
   */
  record Proven(int points, int sampled, Cost cost) implements Proof {}

  /** They differ. */
  record Refuted(SeccompData call, Action expected, Action actual) implements Proof {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append("number %#x of architecture %#x".formatted(call.number(), call.audit()));
      for (int i = 0; i < SeccompData.ARGUMENTS; i++) {
        text.append(i == 0 ? " with " : ", ").append("%#x".formatted(call.arguments()[i]));
      }
      return text + " must come to " + expected + " and comes to " + actual;
    }
  }

  /**
   * They agree, and this call is allowed whatever its arguments are, but the kernel does not see
   * that, and runs the program for it ({@link ActionCache}).
   */
  record Uncached(Architecture architecture, SystemCall call) implements Proof {}

  /** The kernel does not take the program. */
  record Refused(Verifier.Fault fault) implements Proof {}

  /**
   * What a program costs.
   *
   * @param instructions its length
   * @param longest instructions executed at most, of the calls that were asked about
   * @param average instructions executed on average: each call of each architecture of the profile
   *     once, with arguments of 0
   * @param averageRun the same without the calls that the kernel does not run the program for
   */
  record Cost(int instructions, int longest, double average, double averageRun) {}
}
