package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real rsyslogd with its own socket and configuration. */
@Tag("engine")
final class RsyslogTest {
  @TempDir Path temp;
  private Path socket;
  private Path output;
  private Process rsyslogd;

  @BeforeEach
  void start() throws Exception {
    socket = temp.resolve("log");
    output = temp.resolve("messages");
    Files.writeString(
        temp.resolve("rsyslog.conf"),
        """
        global(workDirectory="%1$s" parser.escapeControlCharactersOnReceive="off")
        module(load="imuxsock" sysSock.use="off")
        input(type="imuxsock" socket="%1$s/log" useSpecialParser="off" parseHostname="on")
        template(name="all" type="string" string="%%pri%%|%%app-name%%|%%msgid%%|%%structured-data%%|%%msg%%\\n")
        action(type="omfile" file="%1$s/messages" template="all")
        """
            .formatted(temp));
    run();
  }

  private void run() throws IOException {
    Files.deleteIfExists(socket);
    rsyslogd =
        Programs.start(
            temp.resolve("out"),
            "rsyslogd",
            "-n",
            "-f",
            temp.resolve("rsyslog.conf").toString(),
            "-i",
            temp.resolve("pid").toString());
    AuditTrailTest.until(() -> Files.exists(socket));
  }

  @AfterEach
  void end() throws Exception {
    Programs.end(rsyslogd);
  }

  private AuditTrail trail() throws AuditException {
    return AuditTrail.open(List.of(new SinkSpec.Syslog(socket, true)), Kernel.real());
  }

  private List<String> messages(int count) {
    List<String> lines = new ArrayList<>();
    AuditTrailTest.until(() -> {
      lines.clear();
      try {
        lines.addAll(
            Files.exists(output)
                ? Files.readString(output, StandardCharsets.UTF_8).lines().toList()
                : List.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return lines.size() >= count;
    });
    return lines;
  }

  @Test
  void a_record_arrives_with_its_structured_data() throws Exception {
    try (AuditTrail trail = trail()) {
      trail.commit(Samples.outcome("id-1"));
      trail.commit(Samples.decision("id-2"));
    }
    List<String> messages = messages(2);
    assertThat(messages).hasSize(2);
    assertThat(messages.getFirst())
        .isEqualTo(
            "86|cofferdam|outcome|[cofferdam@32473 kind=\"outcome\" id=\"id-1\" user=\"admin1\""
                + " operation=\"container.start\" status=\"204\" result=\"ok\" bytes_in=\"10\""
                + " bytes_out=\"20\" duration_us=\"1500\"]|container.start for admin1: ok, status"
                + " 204 [id-1]");
    assertThat(messages.get(1))
        .startsWith("84|cofferdam|decision|[cofferdam@32473 ")
        .contains(" user=\"admin2\" ", " decision=\"deny\" ", " login_uid=\"1001\" ");
  }

  @Test
  void a_value_forges_neither_a_parameter_nor_a_message() throws Exception {
    try (AuditTrail trail = trail()) {
      trail.commit(Samples.event("id-1", "x\"] forged\n<80>1 - - cofferdam - - - forged é"));
      trail.commit(Samples.event("id-2"));
    }
    assertThat(messages(2))
        .hasSize(2)
        .first()
        .asString()
        .contains(
            "message=\"x\\\"\\] forged\\u000a<80>1 - - cofferdam - - - forged é\"]|"
                .replace("\\u", "\\\\u"));
  }

  @Test
  void the_largest_message_arrives_whole() throws Exception {
    Entry.Decision sample = Samples.decision("id-1");
    Entry entry =
        new Entry.Decision(
            sample.time(),
            "id-1",
            sample.actor(),
            new Entry.Asked(
                "o".repeat(600),
                "POST",
                "p".repeat(9000),
                java.util.Collections.nCopies(200, "r".repeat(100)),
                "c".repeat(600),
                "i".repeat(600),
                java.util.Collections.nCopies(200, "cap:SYS_ADMIN"),
                ""),
            false,
            "",
            "why ".repeat(1000),
            "v1",
            "");
    try (AuditTrail trail = trail()) {
      trail.commit(entry);
      trail.commit(Samples.event("id-2"));
    }
    List<String> messages = messages(2);
    assertThat(messages).hasSize(2);
    assertThat(messages.getFirst())
        .contains(" policy=\"v1\"", " cut=\"true\"]|\ufeffadmin2 may not o");
  }

  @Test
  void a_daemon_that_restarts_is_found_again() throws Exception {
    try (AuditTrail trail = trail()) {
      trail.commit(Samples.event("before"));
      messages(1);
      Programs.end(rsyslogd);
      run();
      AuditTrailTest.until(() -> {
        try {
          trail.commit(Samples.event("after"));
          return true;
        } catch (AuditException e) {
          return false;
        }
      });
      assertThat(messages(2)).hasSize(2);
    }
  }
}
