package dev.cofferdam.systemtest;

import java.util.List;

/**
 * A mount namespace in which no engine answers at {@code /var/run/docker.sock}, whatever the host
 * has there; the host's own view stays as it is.
 */
final class NoEngine implements AutoCloseable {
  private final Running holder;

  private NoEngine(Running holder) {
    this.holder = holder;
  }

  static NoEngine open() {
    Running holder =
        Command.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                "for s in /run/docker.sock /var/run/docker.sock; do"
                    + " if [ -S $s ]; then mount --bind /dev/null $s; fi; done;"
                    + " echo made; exec cat")
            .start();
    holder.awaitOut("made");
    return new NoEngine(holder);
  }

  /** Goes in front of a command that is to run there. */
  List<String> launcher() {
    return List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount", "--");
  }

  @Override
  public void close() {
    holder.endInput();
    holder.ended();
    holder.close();
  }
}
