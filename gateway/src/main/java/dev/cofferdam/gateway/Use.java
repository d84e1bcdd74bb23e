package dev.cofferdam.gateway;

import dev.cofferdam.docker.CgroupLimits;
import dev.cofferdam.docker.PublishedPorts;
import dev.cofferdam.policy.Measure;

/** How much of the host some containers may use together; {@link Measure#UNLIMITED} stays so. */
record Use(long containers, long memory, long cpus, long pids, long ports) {
  static final Use NONE = new Use(0, 0, 0, 0, 0);

  static Use of(CgroupLimits limits, long ports) {
    return new Use(1, limits.mostMemory(), limits.mostCpus(), limits.mostPids(), ports);
  }

  /** Which ports an image exposes the request does not tell, so {@code -P} is without bound. */
  static long asked(PublishedPorts ports) {
    return ports.all() ? Measure.UNLIMITED : ports.count();
  }

  /** The same without its number of containers, which a list tells. */
  Use withoutCount() {
    return new Use(0, memory, cpus, pids, ports);
  }

  long of(Measure measure) {
    return switch (measure) {
      case CONTAINERS -> containers;
      case MEMORY -> memory;
      case CPUS -> cpus;
      case PIDS -> pids;
      case PORTS -> ports;
    };
  }

  Use plus(Use more) {
    return new Use(
        sum(containers, more.containers),
        sum(memory, more.memory),
        sum(cpus, more.cpus),
        sum(pids, more.pids),
        sum(ports, more.ports));
  }

  /** Neither is negative. */
  private static long sum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Measure.UNLIMITED : sum;
  }
}
