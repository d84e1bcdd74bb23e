package dev.cofferdam.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whatever a file of /proc holds, it is read or refused, and a uid is a uid. */
final class ProcFuzzTest {
  @FuzzTest
  void any_text_is_read_or_refused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    try {
      Proc.parseLoginUid(text).ifPresent(uid -> assertThat(uid).isBetween(0L, 4294967294L));
    } catch (IOException e) {
      assertThat(e).hasMessage("not a uid");
    }
    try {
      assertThat(Proc.parseUid(text)).isBetween(0L, 4294967295L);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      Proc.parseStartTime(text);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
