package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SyslogTest {
  private final Syslog syslog = new Syslog("host1");

  @Test
  void an_entry_is_one_message_of_rfc_5424() {
    assertThat(new String(syslog.format(Samples.outcome("id-1")), StandardCharsets.UTF_8))
        .isEqualTo(
            "<86>1 2026-03-04T05:06:07.000089Z host1 cofferdam %d outcome [cofferdam@32473"
                    .formatted(ProcessHandle.current().pid())
                + " kind=\"outcome\" id=\"id-1\" user=\"admin1\" operation=\"container.start\""
                + " status=\"204\" result=\"ok\" bytes_in=\"10\" bytes_out=\"20\""
                + " duration_us=\"1500\"] container.start for admin1: ok, status 204 [id-1]");
  }

  @Test
  void the_severity_follows_the_decision() {
    assertThat(new String(syslog.format(Samples.decision("i")), StandardCharsets.UTF_8))
        .startsWith("<84>1 ");
  }

  @Test
  void a_sentence_beyond_ascii_is_announced_by_a_bom() {
    assertThat(Datagrams.syslog(syslog.format(Samples.event("i", "größer"))).message())
        .isEqualTo("\ufeffgateway.start: größer");
    assertThat(Datagrams.syslog(syslog.format(Samples.event("i", "plain"))).message())
        .isEqualTo("gateway.start: plain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"] forged", "]", "\\", "\\\"", "a\" user=\"root", "x [y z=\"1\"]", "é]\\"})
  void a_value_stays_in_its_quotes(String value) {
    Datagrams.Message message = Datagrams.syslog(syslog.format(Samples.event("i", value)));
    assertThat(message.parameters())
        .containsEntry("message", value)
        .containsOnlyKeys("kind", "id", "event", "message");
  }

  @Test
  void control_characters_are_made_visible() {
    byte[] bytes = syslog.format(Samples.event("i", "a\n<0>1 forged\0"));
    assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContainPattern("\\p{Cntrl}");
    assertThat(Datagrams.syslog(bytes).parameters())
        .containsEntry("message", "a\\u000a<0>1 forged\\u0000");
  }
}
