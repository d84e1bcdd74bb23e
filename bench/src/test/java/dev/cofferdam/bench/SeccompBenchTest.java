package dev.cofferdam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.seccomp.Action;
import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Interpreter;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.Program;
import dev.cofferdam.seccomp.SeccompData;
import dev.cofferdam.seccomp.SystemCalls;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeccompBenchTest {
  @Test
  void a_profile_is_read_as_runtimes_read_it() {
    String json =
        """
        {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [
          {"names": ["read", "write"], "action": "SCMP_ACT_ALLOW"},
          {"names": ["socket"], "action": "SCMP_ACT_ERRNO", "args": [
            {"index": 1, "value": 15, "valueTwo": 2, "op": "SCMP_CMP_MASKED_EQ"}]}]}
        """;
    RuntimeProfile profile = RuntimeProfile.read(json.getBytes(StandardCharsets.UTF_8));

    assertThat(profile.byDefault()).isEqualTo(Action.ENOSYS.returnValue());
    assertThat(profile.rules())
        .extracting(RuntimeProfile.Rule::call)
        .containsExactly("read", "write", "socket");
    RuntimeProfile.Rule last = profile.rules().getLast();
    assertThat(last.action()).isEqualTo(Action.EPERM.returnValue());
    assertThat(last.comparisons()).containsExactly(new RuntimeProfile.Comparison(1, 7, 15, 2));
  }

  @ParameterizedTest
  @EnumSource(Libseccomp.Form.class)
  void what_is_compared_means_the_same(Libseccomp.Form form) {
    Profile profile = SeccompBench.profile("default");
    Program theirs = Program.of(SeccompBench.libseccomp(profile).compile(form));
    for (String call : new String[] {"read", "mount", "clone", "socket", "personality", "bpf"}) {
      int number =
          SystemCalls.known().named(call).orElseThrow().number(Architecture.X86_64).orElseThrow();
      for (long argument : new long[] {0, 1, 16, 40, 0x1000_0000}) {
        SeccompData data = SeccompData.of(Architecture.X86_64, number, argument);
        assertThat(Interpreter.of(theirs).run(data).action())
            .as("%s(%d)", call, argument)
            .isEqualTo(profile.decide(data));
      }
    }
  }
}
