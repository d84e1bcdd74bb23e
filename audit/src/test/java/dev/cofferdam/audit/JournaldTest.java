package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real systemd-journald of a namespace of its own. Needs root. */
@Tag("engine")
final class JournaldTest {
  private static final String NAMESPACE = "cofferdam-audit-test";
  private static final Path RUN = Path.of("/run/systemd/journal." + NAMESPACE);
  private static final Path SOCKET = RUN.resolve("socket");

  @TempDir Path temp;
  private Process journald;

  @BeforeEach
  void start() throws Exception {
    Files.createDirectories(RUN);
    journald = Programs.start(temp.resolve("out"), "/lib/systemd/systemd-journald", NAMESPACE);
    AuditTrailTest.until(() -> Files.exists(SOCKET));
  }

  @AfterEach
  void end() throws Exception {
    Programs.end(journald);
    delete(RUN);
    for (String journals : List.of("/run/log/journal", "/var/log/journal")) {
      if (Files.isDirectory(Path.of(journals))) {
        try (var folders = Files.list(Path.of(journals))) {
          for (Path folder : folders.toList()) {
            if (LogFiles.name(folder).endsWith("." + NAMESPACE)) {
              delete(folder);
            }
          }
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static AuditTrail trail() throws AuditException {
    return AuditTrail.open(List.of(new SinkSpec.Journald(SOCKET, true)), Kernel.real());
  }

  private static List<String> find(String field, String... match) throws Exception {
    String[] command = new String[6 + match.length];
    List<String> fixed =
        List.of(
            "journalctl",
            "--namespace=" + NAMESPACE,
            "--quiet",
            "-o",
            "cat",
            "--output-fields=" + field);
    fixed.toArray(command);
    System.arraycopy(match, 0, command, 6, match.length);
    // journald answers a sync only after it has stored what it had received
    Programs.run("journalctl", "--namespace=" + NAMESPACE, "--sync");
    return Programs.run(command).lines().toList();
  }

  @Test
  void a_record_is_found_by_user_decision_and_each_privilege() throws Exception {
    try (AuditTrail trail = trail()) {
      trail.commit(Samples.decision("id-1"));
      trail.commit(Samples.outcome("id-2"));
    }
    assertThat(find("COFFERDAM_ID", "COFFERDAM_USER=admin2")).containsExactly("id-1");
    assertThat(find("COFFERDAM_ID", "COFFERDAM_USER=admin1")).containsExactly("id-2");
    assertThat(find("COFFERDAM_ID", "COFFERDAM_DECISION=deny")).containsExactly("id-1");
    assertThat(find("COFFERDAM_ID", "COFFERDAM_PRIVILEGES=cap:SYS_ADMIN")).containsExactly("id-1");
    assertThat(find("MESSAGE", "SYSLOG_IDENTIFIER=cofferdam", "PRIORITY=4"))
        .containsExactly(Sentence.of(Samples.decision("id-1")));
  }

  @Test
  void a_value_forges_neither_a_field_nor_a_record() throws Exception {
    String hostile = "x\nCOFFERDAM_USER=root\nMESSAGE=forged\n\nCOFFERDAM_ID=forged";
    try (AuditTrail trail = trail()) {
      trail.commit(Samples.event("id-1", hostile));
    }
    assertThat(find("COFFERDAM_ID")).containsExactly("id-1");
    assertThat(find("COFFERDAM_ID", "COFFERDAM_USER=root")).isEmpty();
    assertThat(String.join("\n", find("COFFERDAM_MESSAGE"))).isEqualTo(hostile);
  }

  @Test
  void a_journald_that_restarts_loses_nothing_that_was_committed() throws Exception {
    try (AuditTrail trail = trail()) {
      trail.commit(Samples.event("before"));
      find("COFFERDAM_ID");
      Programs.end(journald);
      Files.deleteIfExists(SOCKET);
      org.assertj.core.api.Assertions.assertThatExceptionOfType(AuditException.class)
          .isThrownBy(() -> trail.commit(Samples.event("refused")));
      trail.offer(Samples.event("waits"));
      journald = Programs.start(temp.resolve("out"), "/lib/systemd/systemd-journald", NAMESPACE);
      AuditTrailTest.until(() -> trail.health().getFirst().queued() == 0);
      trail.commit(Samples.event("after"));
    }
    assertThat(find("COFFERDAM_ID")).containsExactly("before", "waits", "after");
  }
}
