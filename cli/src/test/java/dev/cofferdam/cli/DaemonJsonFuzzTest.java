package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever an engine's configuration is, putting a runtime in adds that and nothing else. */
class DaemonJsonFuzzTest {
  @FuzzTest
  void any_text_is_refused_or_gains_a_runtime_and_loses_it_again(byte[] input) {
    try {
      DaemonJson before = DaemonJson.parse(new String(input, StandardCharsets.UTF_8));
      if (before.runtime("cofferdam").isPresent() || before.defaultRuntime().isPresent()) {
        return;
      }
      DaemonJson after = before.withRuntime("cofferdam", "/a \"b").withDefaultRuntime("cofferdam");
      assertThat(DaemonJson.parse(after.text()).runtime("cofferdam")).contains("/a \"b");
      DaemonJson undone = after.withoutDefaultRuntime().withoutRuntime("cofferdam");
      assertThat(DaemonJson.parse(undone.text()).runtime("cofferdam")).isEmpty();
    } catch (Json.Unexpected e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
