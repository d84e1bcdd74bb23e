package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.linux.AuditStream;
import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Recording;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records are a container's, and what is lost. */
class LogReaderTest {
  /** No process has this pid: pid_max is at most 2^22. */
  private static final long ENDED = 4_194_999;

  @TempDir private Path directory = Path.of("");
  private final Recording recording = new Recording(Architecture.X86_64);
  private final Recording ofEnded = new Recording(Architecture.X86_64);
  private final Script script = new Script();

  /** A stream that says what it was told to, and then nothing. */
  private static final class Script implements AuditStream {
    private final Deque<Message> messages = new ArrayDeque<>();
    private long overruns;
    private boolean breaks;

    void seccomp(long serial, long pid, int call, String code) {
      messages.add(
          new Message(
              SECCOMP,
              "audit(1700000000.780:%d): auid=0 pid=%d comm=\"x\" sig=0 arch=c000003e syscall=%d"
                      .formatted(serial, pid, call)
                  + " compat=0 ip=0x7f code=0x"
                  + code));
    }

    void other(long serial) {
      messages.add(new Message(1300, "audit(1700000000.780:%d): arch=c000003e".formatted(serial)));
    }

    @Override
    public Optional<Message> next(Duration wait) throws KernelException {
      if (breaks) {
        throw new KernelException("recv", "the kernel's audit records", Errno.EBADF, "closed");
      }
      return Optional.ofNullable(messages.poll());
    }

    @Override
    public long overruns() {
      return overruns;
    }

    @Override
    public void close() {}
  }

  private RecordedRun.Outcome read() throws CommandFailure {
    LogReader reader = new LogReader(script, directory.resolve("container"), recording, ofEnded);
    reader.finish();
    reader.run();
    return reader.outcome(0);
  }

  @Test
  void a_gap_between_serial_numbers_is_loss() throws CommandFailure {
    script.seccomp(10, ENDED, 0, "7ffc0000");
    script.other(11);
    script.seccomp(15, ENDED, 1, "7ffc0000");

    assertThat(read().lost()).isEqualTo(3);
  }

  @Test
  void records_of_one_event_and_late_ones_are_none() throws CommandFailure {
    script.other(10);
    script.other(10);
    script.other(12);
    script.other(11);
    script.other(13);

    assertThat(read().lost()).isEqualTo(1);
  }

  @Test
  void what_the_kernel_says_of_loss_is_passed_on() throws CommandFailure {
    script.overruns = 2;

    assertThat(read().overruns()).isEqualTo(2);
  }

  @Test
  void a_process_that_has_ended_may_have_been_the_containers() throws CommandFailure {
    script.seccomp(1, ENDED, 0, "7ffc0000");

    assertThat(read().othersLog()).isFalse();
    assertThat(recording.names()).isEmpty();
    assertThat(ofEnded.names()).containsExactly("read");
  }

  @Test
  void a_process_outside_of_the_container_is_not_taken_for_it() throws CommandFailure {
    script.seccomp(1, ProcessHandle.current().pid(), 0, "7ffc0000");

    assertThat(read().othersLog()).isTrue();
    assertThat(recording.names()).isEmpty();
    assertThat(ofEnded.names()).isEmpty();
  }

  @Test
  void what_a_filter_refused_was_not_made() throws CommandFailure {
    script.seccomp(1, ENDED, 0, "50001");

    assertThat(read().records()).isZero();
  }

  @Test
  void reading_that_breaks_off_is_a_failure() {
    script.breaks = true;

    assertThatThrownBy(this::read).hasMessageContaining("broke off");
  }
}
