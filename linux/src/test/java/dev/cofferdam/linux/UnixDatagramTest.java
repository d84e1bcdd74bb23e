package dev.cofferdam.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixDatagramTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Kernel kernel = Kernel.real();
  @TempDir private Path directory;

  @Test
  void what_is_sent_arrives_as_one_datagram_each() throws KernelException {
    int receiver = TestSockets.receiver(directory.resolve("log"));
    try (Datagram datagram = kernel.connectDatagram(directory.resolve("log"), SECOND)) {
      datagram.send("first".getBytes(UTF_8));
      datagram.send("second".getBytes(UTF_8));
      assertThat(TestSockets.receive(receiver, SECOND)).asString(UTF_8).isEqualTo("first");
      assertThat(TestSockets.receive(receiver, SECOND)).asString(UTF_8).isEqualTo("second");
    } finally {
      TestSockets.close(receiver);
    }
  }

  @Test
  void a_record_of_200_kilobytes_passes() throws KernelException {
    byte[] record = new byte[200_000];
    new Random(1).nextBytes(record);
    int receiver = TestSockets.receiver(directory.resolve("log"));
    try (Datagram datagram = kernel.connectDatagram(directory.resolve("log"), SECOND)) {
      datagram.send(record);
      assertThat(TestSockets.receive(receiver, SECOND)).isEqualTo(record);
    } finally {
      TestSockets.close(receiver);
    }
  }

  @Test
  void a_record_larger_than_the_send_buffer_is_refused_by_the_kernel() throws KernelException {
    int receiver = TestSockets.receiver(directory.resolve("log"));
    try (Datagram datagram = kernel.connectDatagram(directory.resolve("log"), SECOND)) {
      assertThat(errnoOf(() -> datagram.send(new byte[64 << 20]))).isEqualTo(Errno.EMSGSIZE);
    } finally {
      TestSockets.close(receiver);
    }
  }

  @Test
  void a_receiver_that_does_not_read_is_waited_for_no_longer_than_the_time_out()
      throws KernelException {
    int receiver = TestSockets.receiver(directory.resolve("log"));
    try (Datagram datagram =
        kernel.connectDatagram(directory.resolve("log"), Duration.ofMillis(20))) {
      byte[] record = new byte[1000];
      int errno =
          errnoOf(() -> {
            for (int i = 0; i < 1_000_000; i++) {
              datagram.send(record);
            }
          });
      assertThat(errno).isEqualTo(Errno.EAGAIN);
    } finally {
      TestSockets.close(receiver);
    }
  }

  @Test
  void a_receiver_that_is_gone_is_told_by_its_errno() throws KernelException {
    int receiver = TestSockets.receiver(directory.resolve("log"));
    try (Datagram datagram = kernel.connectDatagram(directory.resolve("log"), SECOND)) {
      TestSockets.close(receiver);
      assertThat(errnoOf(() -> datagram.send(new byte[1]))).isEqualTo(Errno.ECONNREFUSED);
    }
  }

  @Test
  void a_socket_that_is_not_there_is_named() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> kernel.connectDatagram(missing, SECOND))
        .isInstanceOf(KernelException.class)
        .hasMessage("connect `" + missing + "`: No such file or directory");
  }

  @Test
  void a_path_that_the_kernel_cannot_take_is_refused_whole() {
    Path longPath = directory.resolve("x".repeat(108));
    assertThat(errnoOf(() -> kernel.connectDatagram(longPath, SECOND)))
        .isEqualTo(Errno.ENAMETOOLONG);
  }

  @Test
  void a_time_out_of_zero_is_refused_since_it_would_mean_for_ever() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.connectDatagram(directory.resolve("log"), Duration.ZERO));
  }

  @Test
  void a_closed_socket_does_not_send_into_a_descriptor_that_is_used_again() throws Exception {
    int receiver = TestSockets.receiver(directory.resolve("log"));
    Datagram datagram = kernel.connectDatagram(directory.resolve("log"), SECOND);
    datagram.close();
    datagram.close();
    assertThat(errnoOf(() -> datagram.send(new byte[1]))).isEqualTo(Errno.EBADF);
    TestSockets.close(receiver);
  }

  @Test
  void a_failed_connect_leaves_no_descriptor_open() throws Exception {
    Path missing = directory.resolve("none-of-this-name");
    for (int i = 0; i < 2000; i++) {
      assertThatThrownBy(() -> kernel.connectDatagram(missing, SECOND))
          .isInstanceOf(KernelException.class);
    }
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.count()).isLessThan(1000);
    }
  }

  private static int errnoOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    KernelException failure = catchThrowableOfType(KernelException.class, call);
    assertThat(failure).as("the call fails").isNotNull();
    return failure.errno();
  }
}
