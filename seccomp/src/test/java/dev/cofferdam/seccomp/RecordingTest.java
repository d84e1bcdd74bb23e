package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private static final String RECORD =
      "audit(1700000000.780:21489): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=8635"
          + " comm=\"ntpd\" exe=\"/usr/sbin/ntpd\" sig=0 arch=c000003e syscall=305 compat=0"
          + " ip=0x7f4b66516350 code=0x7ffc0000";

  private static LoggedCall logged(Architecture architecture, int number) {
    return new LoggedCall(
        1, 2, architecture.audit(), number | architecture.base(), Action.Kind.LOG);
  }

  @Nested
  class A_record {
    @Test
    void is_read() {
      assertThat(LoggedCall.parse(RECORD))
          .contains(new LoggedCall(21489, 8635, Architecture.X86_64.audit(), 305, Action.Kind.LOG));
    }

    @Test
    void of_a_refusal_is_told_apart() {
      assertThat(LoggedCall.parse(RECORD.replace("7ffc0000", "50001")))
          .map(LoggedCall::action)
          .contains(Action.Kind.ERRNO);
    }

    @Test
    void has_no_field_that_a_process_can_forge() {
      assertThat(LoggedCall.parse(RECORD.replace("\"ntpd\"", "\"syscall=1\"")))
          .map(LoggedCall::number)
          .contains(305);
    }

    @Test
    void of_a_skipped_call_is_read() {
      assertThat(LoggedCall.parse(RECORD.replace("syscall=305", "syscall=-1")))
          .map(LoggedCall::number)
          .contains(-1);
    }

    @Test
    void of_another_form_is_none() {
      assertThat(LoggedCall.parse("audit(1.2:3): pid=1")).isEmpty();
      assertThat(LoggedCall.parse("pid=1 arch=0 syscall=1 code=0")).isEmpty();
      assertThat(LoggedCall.parse("")).isEmpty();
      assertThat(LoggedCall.serial("audit(1.2:x): a")).isEmpty();
    }

    @FuzzTest
    void any_text_is_a_record_or_none(FuzzedDataProvider data) {
      String text = data.consumeRemainingAsString();
      Optional<LoggedCall> call = LoggedCall.parse(text);
      assertThat(call.isEmpty() || LoggedCall.serial(text).isPresent()).isTrue();
    }
  }

  @Nested
  class A_recording {
    private final Recording recording = new Recording(Architecture.X86_64);

    @Test
    void allows_what_was_made_and_nothing_else() {
      recording.add(LoggedCall.parse(RECORD).orElseThrow());

      Profile profile = recording.profile();

      assertThat(profile.decide(SeccompData.of(Architecture.X86_64, 305))).isEqualTo(Action.ALLOW);
      assertThat(profile.decide(SeccompData.of(Architecture.X86_64, 304))).isEqualTo(Action.EPERM);
      assertThat(profile.decide(SeccompData.of(Architecture.I386, 305)))
          .isEqualTo(Action.KILL_THREAD);
    }

    @Test
    void opens_an_architecture_that_was_used() {
      recording.add(logged(Architecture.I386, 20));

      assertThat(recording.profile().decide(SeccompData.of(Architecture.I386, 20)))
          .isEqualTo(Action.ALLOW);
    }

    @Test
    void names_what_has_no_name() {
      recording.add(logged(Architecture.X86_64, 999));

      assertThat(recording.names()).isEmpty();
      assertThat(recording.nameless()).hasSize(1);
    }

    @Test
    void listens_to_all_but_what_is_known() {
      Recording first = new Recording(Architecture.X86_64);
      first.add(logged(Architecture.X86_64, 0));
      recording.know(first.profile());

      Profile listening = recording.listening();

      assertThat(listening.decide(SeccompData.of(Architecture.X86_64, 0))).isEqualTo(Action.ALLOW);
      assertThat(listening.decide(SeccompData.of(Architecture.X86_64, 1))).isEqualTo(Action.LOG);
      assertThat(listening.decide(SeccompData.of(Architecture.I386, 1))).isEqualTo(Action.LOG);
    }

    @Test
    void merges_earlier_ones() {
      Recording first = new Recording(Architecture.X86_64);
      first.add(logged(Architecture.X86_64, 0));
      recording.know(first.profile());
      recording.add(logged(Architecture.X86_64, 1));

      assertThat(recording.names()).contains("read", "write");
      assertThat(recording.added()).containsExactly("write");
    }

    @Test
    void is_written_for_runtimes() throws SeccompException {
      recording.add(logged(Architecture.X86_64, 0));
      byte[] json = ProfileDocument.of(recording.profile(), Architecture.X86_64).write();
      Environment environment = Environments.x86();

      Profile read = ProfileDocument.read(json).resolve(environment);

      assertThat(ProfileComparison.of(recording.profile(), read).differences()).isEmpty();
    }
  }
}
