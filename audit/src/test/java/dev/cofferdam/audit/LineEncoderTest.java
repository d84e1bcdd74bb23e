package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineEncoderTest {
  private static String line(Entry entry) {
    LineEncoder encoder = new LineEncoder();
    encoder.append(entry, Link.GENESIS);
    return StandardCharsets.UTF_8.decode(encoder.buffer()).toString();
  }

  private static Map<String, Object> fields(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return LineDecoder.decode(bytes, 0, bytes.length - 1).orElseThrow();
  }

  @Nested
  class Fields {
    @Test
    void a_decision_has_all_that_is_documented() {
      Map<String, Object> fields = fields(line(Samples.decision("id-1")));
      fields.remove("prev");
      fields.remove("hash");
      assertThat(fields.toString())
          .isEqualTo(
              "{seq=1, ts=2026-03-04T05:06:07.000089Z, kind=decision, id=id-1, user=admin2,"
                  + " groups=[docker, ops], via=unix, uid=0, uid_name=root, gid=0, pid=4711,"
                  + " login_uid=1001, login_user=admin2, operation=container.create, method=POST,"
                  + " path=/containers/create?name=web-1, resources=[container:web-1],"
                  + " image=foobar:latest, privileges=[privileged, cap:SYS_ADMIN],"
                  + " confinement=privileged, decision=deny, rule=runner/2,"
                  + " reason=privileged containers are not allowed, policy=sha256:1234}");
    }

    @Test
    void an_outcome_has_all_that_is_documented() {
      Map<String, Object> fields =
          fields(
              line(
                  new Entry.Outcome(
                      Samples.TIME, "i", "u", "op", 500, "failed", "no", "c0ffee", 1, 2, 3)));
      fields.remove("prev");
      fields.remove("hash");
      assertThat(fields.toString())
          .isEqualTo(
              "{seq=1, ts=2026-03-04T05:06:07.000089Z, kind=outcome, id=i, user=u, operation=op,"
                  + " status=500, result=failed, message=no, created=c0ffee, bytes_in=1,"
                  + " bytes_out=2, duration_us=3}");
    }

    @Test
    void what_is_unknown_is_left_out() {
      Entry entry =
          new Entry.Decision(
              Samples.TIME,
              "i",
              new Entry.Actor(
                  "", List.of(), "unix", -1, "", -1, 0, OptionalLong.empty(), Optional.empty()),
              new Entry.Asked("unknown", "GET", "/", List.of(), "", "", List.of(), ""),
              true,
              "",
              "",
              "v",
              "");
      assertThat(fields(line(entry)))
          .containsEntry("decision", "allow")
          .containsEntry("uid", -1L)
          .doesNotContainKeys(
              "user", "groups", "login_uid", "login_user", "image", "privileges", "rule", "mode");
    }

    @Test
    void what_is_allowed_in_a_mode_only_says_so_and_why() {
      Entry.Decision sample = Samples.decision("i");
      Entry.Decision entry =
          new Entry.Decision(
              sample.time(), "i", sample.actor(), sample.asked(), true, "r/1", "no", "v", "warn");
      assertThat(fields(line(entry)))
          .containsEntry("decision", "allow")
          .containsEntry("reason", "no")
          .containsEntry("mode", "warn");
      assertThat(Sentence.of(entry)).endsWith(", in mode warn only: no [i]");
      assertThat(Sentence.severity(entry)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "2026-03-04T05:06:07.123456Z",
          "1969-12-31T23:59:59.999999Z",
          "9999-12-31T23:59:59.000001Z"
        })
    void a_time_is_written_to_the_microsecond(String time) {
      assertThat(Timestamps.format(Instant.parse(time))).isEqualTo(time);
    }

    @Test
    void a_time_that_the_format_cannot_express_is_clamped() {
      assertThat(Timestamps.format(Instant.MAX)).isEqualTo("9999-12-31T23:59:59.999999Z");
      assertThat(Timestamps.format(Instant.MIN)).isEqualTo("0000-01-01T00:00:00.000000Z");
    }
  }

  @Nested
  class Forging {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "a\nb",
          "a\r\nb",
          "a\0b",
          "a\u2028b",
          "a\u2029b",
          "a\u0085b",
          "a\u202eb",
          "\"}\n{\"seq\":2",
          "\\",
          "\\\"",
          "\",\"hash\":\"",
          "\u007f\u009b31m",
          "é€😀",
          "\ufeff",
          "\uffff"
        })
    void a_value_stays_one_value_on_one_line(String value) {
      String line = line(Samples.event("i", value));
      assertThat(line).endsWith("\n").matches("[^\\p{Cntrl}\u0080-\u009f\u2028\u2029\u202e]*\n");
      assertThat(fields(line)).containsEntry("message", value).hasSize(8);
    }

    @Test
    void half_a_surrogate_pair_becomes_the_replacement_character() {
      assertThat(fields(line(Samples.event("i", "a\ud800b\udc00\ud83d"))))
          .containsEntry("message", "a\ufffdb\ufffd\ufffd");
    }
  }

  @Nested
  class Bounds {
    @Test
    void a_long_value_is_shortened_and_named() {
      Map<String, Object> fields = fields(line(Samples.event("i", "x".repeat(5000))));
      assertThat(fields)
          .containsEntry("message", "x".repeat(2048) + "…[2952 more characters]")
          .containsEntry("shortened", List.of("message"));
    }

    @Test
    void a_value_that_looks_shortened_is_not_named() {
      assertThat(fields(line(Samples.event("i", "…[1 more characters]"))))
          .doesNotContainKey("shortened");
    }

    @Test
    void a_surrogate_pair_is_not_cut() {
      assertThat(Characters.shorten("ab😀c", 3)).isEqualTo("ab…[3 more characters]");
    }

    @Test
    void a_long_list_is_shortened_and_named() {
      Entry.Actor actor =
          new Entry.Actor(
              "u",
              Collections.nCopies(200, "g".repeat(600)),
              "unix",
              1,
              "u",
              1,
              1,
              OptionalLong.empty(),
              Optional.empty());
      Entry.Decision sample = Samples.decision("i");
      Entry entry =
          new Entry.Decision(
              sample.time(), "i", actor, sample.asked(), true, "r/1", "", sample.policy(), "");
      Map<String, Object> fields = fields(line(entry));
      assertThat(fields.get("groups"))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .hasSize(129)
          .endsWith("…[72 more]")
          .startsWith("g".repeat(512) + "…[88 more characters]");
      assertThat(fields).containsEntry("shortened", List.of("groups"));
    }
  }

  @Nested
  class Chain {
    @Test
    void the_hash_is_that_of_the_previous_hash_and_the_bytes_before_it() throws Exception {
      LineEncoder encoder = new LineEncoder();
      Link first = encoder.append(Samples.decision("a"), Link.GENESIS);
      int start = encoder.length();
      Link second = encoder.append(Samples.outcome("a"), first);
      byte[] all = new byte[encoder.length()];
      encoder.buffer().get(all);
      String line = new String(all, start, all.length - start, StandardCharsets.UTF_8);
      String body = line.substring(0, line.indexOf(",\"hash\""));
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((first.hash() + body).getBytes(StandardCharsets.UTF_8));
      assertThat(second).isEqualTo(new Link(2, HexFormat.of().formatHex(hash)));
      assertThat(body).endsWith(",\"prev\":\"" + first.hash() + "\"");
    }

    @Test
    void what_is_written_is_read_back_as_intact() {
      byte[] line = line(Samples.decision("a")).getBytes(StandardCharsets.UTF_8);
      SealedLine sealed = SealedLine.parse(line, 0, line.length - 1).orElseThrow();
      assertThat(sealed.intact()).isTrue();
      assertThat(sealed.follows(Link.GENESIS)).isTrue();
    }
  }
}
