package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PidfdTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Kernel kernel = Kernel.real();
  @TempDir private Path directory;

  @Test
  void the_peer_of_an_own_socket_is_this_process() throws KernelException {
    int[] pair = TestSockets.pair();
    try (Pidfd self = kernel.peerPidfd(pair[0]).orElseThrow()) {
      assertThat(self.pid()).hasValue((int) ProcessHandle.current().pid());
      assertThat(self.isAlive()).isTrue();
    } finally {
      TestSockets.close(pair[0]);
      TestSockets.close(pair[1]);
    }
  }

  @Test
  void a_peer_that_ends_is_seen_to_have_ended_though_another_holds_its_socket() throws Exception {
    Path path = directory.resolve("s");
    int listener = TestSockets.listen(path);
    // The child connects, leaves the socket to its own child and goes when its input ends.
    Process child = perl("connects; fork or do { sleep 1000 }; <STDIN>;", path);
    int connection = TestSockets.accept(listener, PATIENCE);
    Optional<ProcessHandle> heir = Optional.empty();
    try (Pidfd peer = kernel.peerPidfd(connection).orElseThrow()) {
      assertThat(peer.isAlive()).isTrue();
      assertThat(peer.pid()).hasValue((int) child.pid());
      while (heir.isEmpty()) {
        heir = child.children().findFirst();
        Thread.onSpinWait();
      }
      child.getOutputStream().close();
      assertThat(child.waitFor()).isZero();
      assertThat(heir).hasValueSatisfying(p -> assertThat(p.isAlive()).isTrue());
      assertThat(peer.isAlive()).isFalse();
      assertThat(peer.pid()).isEmpty();
    } finally {
      heir.ifPresent(ProcessHandle::destroyForcibly);
      child.destroyForcibly();
      TestSockets.close(connection);
      TestSockets.close(listener);
    }
  }

  @Test
  void what_is_no_connected_socket_has_no_peer() throws KernelException {
    int listener = TestSockets.listen(directory.resolve("s"));
    KernelException failure =
        catchThrowableOfType(
            KernelException.class,
            () -> kernel.peerPidfd(TestSockets.receiver(directory.resolve("d"))));
    assertThat(failure.errno()).isEqualTo(Errno.ENODATA);
    TestSockets.close(listener);
    assertThat(
            catchThrowableOfType(KernelException.class, () -> kernel.peerPidfd(listener)).errno())
        .isEqualTo(Errno.EBADF);
  }

  @Test
  void a_closed_pidfd_answers_nothing() throws KernelException {
    int[] pair = TestSockets.pair();
    Pidfd self = kernel.peerPidfd(pair[0]).orElseThrow();
    self.close();
    self.close();
    assertThat(catchThrowableOfType(KernelException.class, self::isAlive).errno())
        .isEqualTo(Errno.EBADF);
    TestSockets.close(pair[0]);
    TestSockets.close(pair[1]);
  }

  private static Process perl(String program, Path socket) throws IOException {
    String connects =
        "use Socket; sub connects { socket(S, PF_UNIX, SOCK_STREAM, 0) or die;"
            + " connect(S, sockaddr_un($ARGV[0])) or die $! }";
    return new ProcessBuilder("perl", "-e", connects + program, socket.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
