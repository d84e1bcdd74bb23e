package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
  private final Journal journal = new Journal();

  @Test
  void a_decision_becomes_fields_that_can_be_searched() {
    assertThat(new String(journal.format(Samples.decision("id-1")), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            MESSAGE=admin2 may not container.create on container:web-1 from foobar:latest, privileged: privileged containers are not allowed [id-1]
            PRIORITY=4
            SYSLOG_IDENTIFIER=cofferdam
            COFFERDAM_TS=2026-03-04T05:06:07.000089Z
            COFFERDAM_KIND=decision
            COFFERDAM_ID=id-1
            COFFERDAM_USER=admin2
            COFFERDAM_GROUPS=docker
            COFFERDAM_GROUPS=ops
            COFFERDAM_VIA=unix
            COFFERDAM_UID=0
            COFFERDAM_UID_NAME=root
            COFFERDAM_GID=0
            COFFERDAM_PID=4711
            COFFERDAM_LOGIN_UID=1001
            COFFERDAM_LOGIN_USER=admin2
            COFFERDAM_OPERATION=container.create
            COFFERDAM_METHOD=POST
            COFFERDAM_PATH=/containers/create?name=web-1
            COFFERDAM_RESOURCES=container:web-1
            COFFERDAM_IMAGE=foobar:latest
            COFFERDAM_PRIVILEGES=privileged
            COFFERDAM_PRIVILEGES=cap:SYS_ADMIN
            COFFERDAM_CONFINEMENT=privileged
            COFFERDAM_DECISION=deny
            COFFERDAM_RULE=runner/2
            COFFERDAM_REASON=privileged containers are not allowed
            COFFERDAM_POLICY=sha256:1234
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nCOFFERDAM_USER=root", "a\r\nPRIORITY=0", "a\0b", "\n", "x\n\n.\n", "=\n="})
  void a_value_never_begins_a_field(String value) {
    Entry entry = Samples.event("i", value);
    List<Datagrams.Field> fields = Datagrams.journal(journal.format(entry));
    assertThat(fields)
        .contains(new Datagrams.Field("COFFERDAM_MESSAGE", value))
        .noneMatch(field -> field.name().equals("COFFERDAM_USER"))
        .filteredOn(field -> field.name().equals("PRIORITY"))
        .containsExactly(new Datagrams.Field("PRIORITY", "5"));
    assertThat(fields.getFirst().value()).as("the sentence").doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void the_largest_entry_stays_below_64_kib() {
    Entry.Decision sample = Samples.decision("i");
    List<String> many = Collections.nCopies(500, "€".repeat(600));
    String text = "€".repeat(9000);
    Entry entry =
        new Entry.Decision(
            sample.time(),
            text,
            new Entry.Actor(
                text,
                many,
                text,
                1,
                text,
                1,
                1,
                sample.actor().loginUid(),
                sample.actor().loginUser()),
            new Entry.Asked(text, text, text, many, text, text, many, text),
            false,
            text,
            text,
            text,
            text);
    assertThat(journal.format(entry).length).isLessThan(64 << 10);
    assertThat(journal.brief(entry).length).isLessThan(8 << 10);
    assertThat(new Syslog("host").format(entry).length).isLessThanOrEqualTo(Syslog.LONGEST);
    assertThat(Datagrams.syslog(new Syslog("host").format(entry)).parameters())
        .containsEntry("cut", "true")
        .containsKey("policy");
  }
}
