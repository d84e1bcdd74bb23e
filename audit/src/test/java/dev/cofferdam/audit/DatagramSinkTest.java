package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.cofferdam.linux.Datagram;
import dev.cofferdam.linux.KernelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DatagramSinkTest {
  private final Deque<Integer> errors = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private int connects;
  private int open;

  private final DatagramSink sink =
      new DatagramSink(
          () -> {
            connects++;
            fail("connect");
            open++;
            return new Socket();
          },
          new Journal());

  private final class Socket implements Datagram {
    @Override
    public void send(byte[] message) throws KernelException {
      fail("sendto");
      sent.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      open--;
    }
  }

  /** The next call fails with the next error; 0 lets it through. */
  private void fail(String operation) throws KernelException {
    Integer errno = errors.poll();
    if (errno != null && errno != 0) {
      throw new KernelException(operation, "/dev/log", errno, "error " + errno);
    }
  }

  private void write(String id) throws Exception {
    assertThat(sink.write(List.of(Samples.event(id)), true)).isEqualTo(1);
  }

  @Test
  void one_connection_serves_many() throws Exception {
    write("a");
    write("b");
    assertThat(connects).isEqualTo(1);
    assertThat(sent).hasSize(2);
    sink.close();
    assertThat(open).isZero();
  }

  @Test
  void a_daemon_that_restarted_is_connected_again_and_nothing_is_sent_twice() throws Exception {
    write("a");
    errors.addAll(List.of(111));
    write("b");
    assertThat(connects).isEqualTo(2);
    assertThat(sent).hasSize(2);
    assertThat(open).isEqualTo(1);
  }

  @Test
  void a_daemon_that_is_gone_is_an_error_until_it_is_back() throws Exception {
    errors.addAll(List.of(2, 2));
    assertThatIOException().isThrownBy(() -> write("a")).withMessageContaining("/dev/log");
    write("a");
    assertThat(sent).hasSize(1);
  }

  @Test
  void a_daemon_that_does_not_read_is_not_waited_for_twice() throws Exception {
    errors.addAll(List.of(0, 11));
    assertThatIOException().isThrownBy(() -> write("a"));
    assertThat(connects).isEqualTo(1);
    assertThat(errors).isEmpty();
  }

  @Test
  void an_entry_that_is_too_large_is_sent_in_brief() throws Exception {
    errors.addAll(List.of(0, 90));
    write("a");
    assertThat(sent).singleElement().asString().contains("COFFERDAM_SHORTENED=all\n");
  }
}
