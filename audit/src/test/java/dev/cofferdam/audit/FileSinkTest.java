package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.audit.Verification.Intact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSinkTest {
  @TempDir Path temp;
  private Path dir;
  private Path active;

  @BeforeEach
  void names() {
    dir = temp.resolve("state/audit");
    active = dir.resolve("audit.jsonl");
  }

  private void refused(String message) {
    assertThatExceptionOfType(AuditException.class)
        .isThrownBy(() -> Samples.fileTrail(dir).close())
        .withMessageStartingWith("audit sink file:" + dir + ": ")
        .withMessageContaining(message);
  }

  @Nested
  class Access {
    @Test
    void is_the_owners_alone() throws Exception {
      Samples.write(dir, 4096, 1, 50);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
          .isEqualTo("rwx------");
      try (var files = Files.list(dir)) {
        for (Path file : files.toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .as(file.toString())
              .isEqualTo("rw-------");
        }
      }
    }

    @Test
    void a_directory_that_is_open_to_others_is_refused() throws Exception {
      Files.createDirectories(dir);
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-x---"));
      refused("is open to others (rwxr-x---): chmod 700 it");
    }

    @Test
    void a_symbolic_link_is_not_followed() throws Exception {
      Samples.write(dir, 4096, 1, 1);
      Path elsewhere = temp.resolve("elsewhere");
      Files.move(active, elsewhere);
      Files.createSymbolicLink(active, elsewhere);
      refused("audit.jsonl is not a regular file (a symbolic link is not followed)");
      assertThat(Files.size(elsewhere)).isPositive();
    }

    @Test
    void a_directory_behind_a_symbolic_link_is_refused() throws Exception {
      Files.createDirectories(dir.getParent());
      Files.createSymbolicLink(dir, temp);
      refused("is not a directory");
    }

    @Test
    void a_second_gateway_is_refused() throws Exception {
      AuditTrail first = Samples.fileTrail(dir);
      refused("is written by a gateway in this process");
      refused("is written by a gateway in this process");
      first.commit(Samples.event("a"));
      first.close();
      Samples.fileTrail(dir).close();
    }
  }

  @Nested
  class Restart {
    @Test
    void the_chain_goes_on() throws Exception {
      Samples.write(dir, 4096, 1, 20);
      Samples.write(dir, 4096, 21, 40);
      Samples.write(dir, 4096, 41, 41);
      assertThat(AuditLog.verify(dir)).isInstanceOf(Intact.class);
      assertThat(Samples.ids(dir))
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 41).mapToObj(i -> "e" + i).toList());
    }

    @Test
    void a_torn_last_line_is_moved_aside_and_said() throws Exception {
      Samples.write(dir, 1 << 20, 1, 5);
      Files.writeString(active, "{\"seq\":6,\"ts\":\"20", StandardOpenOption.APPEND);
      Samples.write(dir, 1 << 20, 6, 6);
      assertThat(AuditLog.verify(dir)).isInstanceOf(Intact.class);
      List<LogRecord> records = Samples.records(dir);
      assertThat(records.get(5).text("event")).isEqualTo("audit.recovered");
      assertThat(records.get(5).text("message"))
          .isEqualTo("the last line was torn: its 17 bytes are in audit-000000000006.torn");
      assertThat(records.get(6).text("id")).isEqualTo("e6");
      assertThat(Files.readString(dir.resolve("audit-000000000006.torn")))
          .isEqualTo("{\"seq\":6,\"ts\":\"20");
    }

    @Test
    void a_file_of_nothing_but_a_torn_line_is_repaired() throws Exception {
      Samples.write(dir, 1 << 20, 1, 1);
      String text = Files.readString(active);
      Files.writeString(active, text.substring(0, 30));
      Samples.write(dir, 1 << 20, 1, 1);
      assertThat(AuditLog.verify(dir)).isInstanceOf(Intact.class);
      assertThat(Samples.records(dir)).hasSize(2);
    }

    @Test
    void a_changed_record_is_refused() throws Exception {
      Samples.write(dir, 1 << 20, 1, 5);
      Files.writeString(active, Files.readString(active).replaceFirst("hello", "jello"));
      refused("does not hold: audit.jsonl: the line at byte 0 was changed");
      refused("move the directory away");
    }

    @Test
    void a_missing_record_is_refused() throws Exception {
      Samples.write(dir, 1 << 20, 1, 5);
      List<String> lines = new ArrayList<>(Files.readAllLines(active));
      lines.remove(2);
      Files.write(active, lines);
      refused("record 4 stands where 3 has to follow");
    }

    @Test
    void a_missing_file_is_refused() throws Exception {
      Samples.write(dir, 4096, 1, 50);
      Files.delete(active);
      refused("audit.jsonl is not there, and older files are");
    }

    @Test
    void older_files_that_are_gone_are_refused() throws Exception {
      Samples.write(dir, 4096, 1, 50);
      for (LogFiles.Closed closed : LogFiles.closed(dir)) {
        Files.delete(closed.path());
      }
      refused("and the record before it is not there");
    }

    @Test
    void a_rotation_that_a_crash_cut_short_is_completed() throws Exception {
      Samples.write(dir, 1 << 20, 1, 5);
      Files.createLink(dir.resolve("audit-000000000001.jsonl"), active);
      Files.writeString(dir.resolve("audit.jsonl.next"), "");
      assertThat(AuditLog.verify(dir)).isInstanceOf(Intact.class);
      assertThat(Samples.ids(dir)).hasSize(5);
      Samples.write(dir, 1 << 20, 6, 6);
      assertThat(AuditLog.verify(dir)).isInstanceOf(Intact.class);
      assertThat(Samples.ids(dir)).hasSize(6);
      assertThat(Files.readAllLines(active)).hasSize(1);
    }

    @Test
    void a_log_larger_than_the_part_that_is_checked_goes_on() throws Exception {
      String big = "x".repeat(2000);
      try (AuditTrail trail = Samples.fileTrail(dir)) {
        for (int i = 0; i < 4000; i++) {
          trail.offer(Samples.event("e" + i, big));
        }
      }
      assertThat(Files.size(active)).isGreaterThan(Recovery.TAIL + LineReader.LONGEST / 2);
      Samples.write(dir, 64 << 20, 1, 1);
      assertThat(AuditLog.verify(dir))
          .isInstanceOfSatisfying(
              Intact.class, intact -> assertThat(intact.records()).isEqualTo(4001));
    }
  }

  @Nested
  class Retention {
    @Test
    void keeps_as_many_closed_files_as_asked_and_says_what_goes() throws Exception {
      try (AuditTrail trail = Samples.fileTrail(dir, 4096, 2)) {
        for (int i = 0; i < 200; i++) {
          trail.commit(Samples.event("e" + i));
        }
      }
      assertThat(LogFiles.closed(dir)).hasSize(2);
      assertThat(AuditLog.verify(dir))
          .isInstanceOfSatisfying(
              Intact.class, intact -> assertThat(intact.firstSeq()).isGreaterThan(100));
      assertThat(Samples.records(dir).stream().map(entry -> entry.text("event")))
          .contains("audit.pruned");
      Samples.write(dir, 4096, 1, 1);
    }

    @Test
    void one_file_more_than_was_removed_as_asked_is_missed() throws Exception {
      try (AuditTrail trail = Samples.fileTrail(dir, 4096, 2)) {
        for (int i = 0; i < 200; i++) {
          trail.commit(Samples.event("e" + i));
        }
      }
      Files.delete(LogFiles.closed(dir).getFirst().path());
      assertThat(AuditLog.verify(dir))
          .isInstanceOfSatisfying(
              Verification.Broken.class,
              broken -> assertThat(broken.kind()).isEqualTo(Verification.Kind.REMOVED));
    }
  }

  @Nested
  class Reading {
    @Test
    void finds_by_user_operation_id_and_time() throws Exception {
      try (AuditTrail trail = Samples.fileTrail(dir)) {
        trail.commit(Samples.decision("a"));
        trail.commit(Samples.outcome("b"));
        trail.commit(Samples.event("c"));
      }
      assertThat(found(LogFilter.ALL.withUser("admin2"))).containsExactly("a");
      assertThat(found(LogFilter.ALL.withOperation("container.start"))).containsExactly("b");
      assertThat(found(LogFilter.ALL.withId("c"))).containsExactly("c");
      assertThat(found(LogFilter.ALL.withSince(Samples.TIME))).hasSize(3);
      assertThat(found(LogFilter.ALL.withSince(Samples.TIME.plusMillis(1)))).isEmpty();
      assertThat(found(LogFilter.ALL.withSince(Instant.EPOCH).withUser("admin1")))
          .containsExactly("b");
    }

    private List<String> found(LogFilter filter) throws Exception {
      List<String> ids = new ArrayList<>();
      AuditLog.read(dir, filter, entry -> ids.add(entry.text("id")));
      return ids;
    }

    @Test
    void counts_lines_that_are_no_records() throws Exception {
      Samples.write(dir, 1 << 20, 1, 3);
      Files.writeString(active, "{\"a\":1,\"a\":2}\n[]\nx\n{}\n", StandardOpenOption.APPEND);
      assertThat(AuditLog.read(dir, LogFilter.ALL, _ -> {}))
          .isEqualTo(new AuditLog.Reading(4, 4, 3));
    }
  }
}
