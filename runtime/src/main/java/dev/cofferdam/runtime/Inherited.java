package dev.cofferdam.runtime;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.ResourceLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What only the host's root may raise, and a container keeps from the process that starts it: its
 * badness to the OOM killer below what it was, and hard limits. The real runtime sets both from
 * inside the user namespace, where it can set what is already so and no more.
 */
final class Inherited {
  private static final Path BADNESS = Path.of("/proc/self/oom_score_adj");

  /** {@code RLIMIT_*} of asm-generic/resource.h, by number. */
  private static final List<String> RESOURCES =
      List.of(
          "RLIMIT_CPU",
          "RLIMIT_FSIZE",
          "RLIMIT_DATA",
          "RLIMIT_STACK",
          "RLIMIT_CORE",
          "RLIMIT_RSS",
          "RLIMIT_NPROC",
          "RLIMIT_NOFILE",
          "RLIMIT_MEMLOCK",
          "RLIMIT_AS",
          "RLIMIT_LOCKS",
          "RLIMIT_SIGPENDING",
          "RLIMIT_MSGQUEUE",
          "RLIMIT_NICE",
          "RLIMIT_RTPRIO",
          "RLIMIT_RTTIME");

  private final Kernel kernel;

  Inherited(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Raises of this process what the configuration asks for. What this process may not do (without
   * CAP_SYS_RESOURCE), the runtime may not either: that is for it to tell, as ever.
   */
  void raise(Json.Fields document) throws RuntimeFailure, IOException {
    Json.Fields process = document.within("process");
    Optional<Long> badness = process.number("oomScoreAdj");
    if (badness.isPresent()) {
      badness(badness.get());
    }
    for (Json item : process.items("rlimits")) {
      int resource = RESOURCES.indexOf(item.text("type").orElse(""));
      Optional<Json> hard = item.field("hard");
      if (resource >= 0 && hard.isPresent() && hard.get() instanceof Json.Num number) {
        hard(resource, number.digits());
      }
    }
  }

  private static void badness(long wanted) throws IOException {
    if (wanted < Long.parseLong(Files.readString(BADNESS).strip())) {
      try {
        Files.writeString(BADNESS, Long.toString(wanted));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void hard(int resource, String digits) throws RuntimeFailure, IOException {
    long wanted;
    try {
      wanted = Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new RuntimeFailure(
          "config.json: `process.rlimits` has a limit that is no number: " + digits, e);
    }
    ResourceLimit now = kernel.limit(resource);
    if (Long.compareUnsigned(wanted, now.hard()) > 0) {
      try {
        kernel.setLimit(resource, new ResourceLimit(now.soft(), wanted));
      } catch (KernelException e) {
        if (e.errno() != Errno.EPERM) {
          throw e;
        }
      }
    }
  }
}
