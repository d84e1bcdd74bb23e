package dev.cofferdam.docker;

import java.util.List;

/** What an update of a container takes away of the limits that it was created with. */
final class UpdateRules {
  /** Where a negative number stands for no limit; zero leaves the limit as it is. */
  private static final List<String> LIMITS =
      List.of(
          "CpuQuota",
          "CpuShares",
          "KernelMemory",
          "KernelMemoryTCP",
          "Memory",
          "MemoryReservation",
          "MemorySwap",
          "NanoCpus");

  private UpdateRules() {}

  /**
   * A container without a limit is no privilege when it is created, for then it is the creator's
   * own choice. One that is taken away later was somebody's condition: a policy's, a quota's.
   */
  static void weigh(Node.Struct root, Findings found) {
    for (String limit : LIMITS) {
      if (root.number(limit) < 0) {
        found.privileged("limit-lifted:" + limit);
      }
    }
    // Here a zero that is written out means none, as well (moby, postContainerUpdate).
    if (root.has("PidsLimit") && root.number("PidsLimit") <= 0) {
      found.baseline("pids:unlimited");
      found.privileged("limit-lifted:PidsLimit");
    }
  }
}
