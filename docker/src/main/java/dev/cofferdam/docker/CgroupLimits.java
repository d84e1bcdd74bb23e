package dev.cofferdam.docker;

/**
 * What a container's cgroup limits, in the engine's fields. 0 is a field that was not given,
 * negative is one that lifts the limit.
 *
 * @param memory in bytes
 * @param memorySwap memory and swap together, in bytes; the engine makes it twice the memory where
 *     it is not given
 * @param nanoCpus in billionths of a CPU
 * @param cpuPeriod in microseconds; 100 000 where it is not given
 * @param cpuQuota microseconds of CPU in each period
 * @param pids processes and threads
 */
public record CgroupLimits(
    long memory, long memorySwap, long nanoCpus, long cpuPeriod, long cpuQuota, long pids) {
  /** An amount without bound. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private static final long NANOS = 1_000_000_000;
  private static final long DEFAULT_PERIOD = 100_000;

  public static CgroupLimits of(ContainerCreate create) {
    return of(create.host());
  }

  /** To be laid over what the container has, see {@link #updated}. */
  public static CgroupLimits of(ContainerUpdate update) {
    return of(update.root());
  }

  private static CgroupLimits of(Node.Struct resources) {
    return new CgroupLimits(
        resources.number("Memory"),
        resources.number("MemorySwap"),
        resources.number("NanoCpus"),
        resources.number("CpuPeriod"),
        resources.number("CpuQuota"),
        resources.has("PidsLimit") ? given(resources.number("PidsLimit")) : 0);
  }

  /**
   * {@code PidsLimit} is the one field of these in which 0 lifts the limit, also in an update
   * (moby, daemon/oci_linux.go, getPidsLimit).
   */
  public static long given(long pidsLimit) {
    return pidsLimit <= 0 ? -1 : pidsLimit;
  }

  /** What these become by an update, which leaves alone what it does not give. */
  public CgroupLimits updated(CgroupLimits update) {
    return new CgroupLimits(
        update.memory == 0 ? memory : update.memory,
        update.memorySwap == 0 ? memorySwap : update.memorySwap,
        update.nanoCpus == 0 ? nanoCpus : update.nanoCpus,
        update.cpuPeriod == 0 ? cpuPeriod : update.cpuPeriod,
        update.cpuQuota == 0 ? cpuQuota : update.cpuQuota,
        update.pids == 0 ? pids : update.pids);
  }

  /**
   * The most memory it can use, in bytes: the memory, or the swap where that is more. Swap that is
   * lifted does not count here: engines on kernels that cannot limit swap say so of every container
   * (moby, daemon/daemon_unix.go, verifyPlatformContainerResources).
   */
  public long mostMemory() {
    if (memory <= 0) {
      return UNLIMITED;
    }
    return Math.max(memory, memorySwap > 0 ? memorySwap - memory : 0);
  }

  /** Whether swap is lifted. */
  public boolean swapsFreely() {
    return memorySwap < 0;
  }

  /**
   * The most CPUs, in billionths. Where both spellings are given the larger counts, and either of
   * them lifts the limit: an update may set a quota beside {@code NanoCpus}.
   */
  public long mostCpus() {
    if (nanoCpus < 0 || cpuQuota < 0 || cpuPeriod < 0 || cpuQuota > UNLIMITED / NANOS) {
      return UNLIMITED;
    }
    long period = cpuPeriod == 0 ? DEFAULT_PERIOD : cpuPeriod;
    long most = Math.max(nanoCpus, Math.ceilDiv(cpuQuota * NANOS, period));
    return most == 0 ? UNLIMITED : most;
  }

  public long mostPids() {
    return pids <= 0 ? UNLIMITED : pids;
  }
}
