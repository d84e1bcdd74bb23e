package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.Verification.Broken;
import dev.cofferdam.audit.Verification.Intact;
import dev.cofferdam.audit.Verification.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyTest {
  @TempDir Path temp;
  private Path dir;
  private Path active;

  @BeforeEach
  void names() {
    dir = temp.resolve("log");
    active = dir.resolve("audit.jsonl");
  }

  private Broken broken() throws IOException {
    Verification verification = AuditLog.verify(dir);
    assertThat(verification).isInstanceOf(Broken.class);
    return (Broken) verification;
  }

  private void edit(Path file, java.util.function.Consumer<List<String>> change)
      throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    change.accept(lines);
    Files.write(file, lines);
  }

  @Nested
  class In_one_file {
    @BeforeEach
    void ten() throws Exception {
      Samples.write(dir, 1 << 20, 1, 10);
    }

    @Test
    void an_untouched_log_is_intact() throws Exception {
      String lastHash = Samples.records(dir).getLast().text("hash");
      assertThat(AuditLog.verify(dir))
          .isInstanceOfSatisfying(
              Intact.class,
              intact -> {
                assertThat(intact.records()).isEqualTo(10);
                assertThat(intact.firstSeq()).isEqualTo(1);
                assertThat(intact.lastSeq()).isEqualTo(10);
                assertThat(intact.files()).isEqualTo(1);
                assertThat(intact.lastHash()).isEqualTo(lastHash);
              });
    }

    @Test
    void a_changed_record_is_found() throws Exception {
      edit(active, lines -> lines.set(3, lines.get(3).replace("hello", "jello")));
      assertThat(broken())
          .extracting(Broken::line, Broken::seq, Broken::kind)
          .containsExactly(4L, 4L, Kind.CHANGED);
    }

    @Test
    void a_record_changed_with_a_new_hash_is_found_at_the_next() throws Exception {
      edit(
          active,
          lines -> {
            LineEncoder encoder = new LineEncoder();
            String prev = lines.get(3).replaceAll(".*\"prev\":\"([^\"]*)\".*", "$1");
            encoder.append(Samples.event("e4", "forged"), new Link(3, prev));
            lines.set(3, StandardCharsets.UTF_8.decode(encoder.buffer()).toString().strip());
          });
      assertThat(broken())
          .extracting(Broken::line, Broken::seq, Broken::kind)
          .containsExactly(5L, 5L, Kind.CHANGED);
      assertThat(broken().message()).contains("the record before this one was replaced");
    }

    @Test
    void a_removed_record_is_found() throws Exception {
      edit(active, lines -> lines.remove(3));
      assertThat(broken())
          .extracting(Broken::line, Broken::seq, Broken::kind)
          .containsExactly(4L, 4L, Kind.REMOVED);
      assertThat(broken().message()).isEqualTo("records 4 to 4 are not there");
    }

    @Test
    void a_removed_first_record_is_found() throws Exception {
      edit(active, lines -> lines.removeFirst());
      assertThat(broken()).extracting(Broken::seq, Broken::kind).containsExactly(2L, Kind.REMOVED);
    }

    @Test
    void reordered_records_are_found() throws Exception {
      edit(active, lines -> Collections.swap(lines, 3, 5));
      assertThat(broken())
          .extracting(Broken::line, Broken::seq, Broken::kind)
          .containsExactly(4L, 6L, Kind.REORDERED);
    }

    @Test
    void a_repeated_record_is_found() throws Exception {
      edit(active, lines -> lines.add(5, lines.get(4)));
      assertThat(broken())
          .extracting(Broken::line, Broken::kind)
          .containsExactly(6L, Kind.REORDERED);
    }

    @Test
    void a_line_put_in_between_is_found() throws Exception {
      edit(active, lines -> lines.add(5, "{\"user\":\"nobody\"}"));
      assertThat(broken()).extracting(Broken::line, Broken::kind).containsExactly(6L, Kind.CHANGED);
    }

    @Test
    void a_cut_in_the_middle_of_a_record_is_found() throws Exception {
      String text = Files.readString(active);
      Files.writeString(active, text.substring(0, 500) + text.substring(600));
      assertThat(broken().kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void a_torn_tail_is_told_from_a_forgery() throws Exception {
      String text = Files.readString(active);
      Files.writeString(active, text.substring(0, text.length() - 20));
      assertThat(broken())
          .extracting(Broken::line, Broken::seq, Broken::kind)
          .containsExactly(10L, 10L, Kind.TORN_TAIL);
    }

    @Test
    void a_foreign_file_is_found() throws Exception {
      Files.writeString(dir.resolve("audit-1.jsonl"), "");
      assertThat(broken())
          .extracting(Broken::file, Broken::kind)
          .containsExactly("audit-1.jsonl", Kind.FOREIGN_FILE);
    }

    @Test
    void a_symbolic_link_in_place_of_the_log_is_foreign() throws Exception {
      Path elsewhere = temp.resolve("elsewhere");
      Files.move(active, elsewhere);
      Files.createSymbolicLink(active, elsewhere);
      assertThat(broken().kind()).isEqualTo(Kind.FOREIGN_FILE);
    }

    @Test
    void whoever_kept_the_last_hash_sees_a_cut_end() throws Exception {
      Verification before = AuditLog.verify(dir);
      edit(active, lines -> lines.removeLast());
      assertThat(AuditLog.verify(dir)).isInstanceOf(Intact.class).isNotEqualTo(before);
    }
  }

  @Nested
  class In_many_files {
    private List<Path> closed;

    @BeforeEach
    void hundred() throws Exception {
      Samples.write(dir, 4096, 1, 100);
      closed = LogFiles.closed(dir).stream().map(LogFiles.Closed::path).toList();
      assertThat(closed).hasSizeGreaterThan(4);
    }

    @Test
    void the_chain_runs_through_all_of_them() throws Exception {
      assertThat(AuditLog.verify(dir))
          .isInstanceOfSatisfying(
              Intact.class,
              intact -> {
                assertThat(intact.records()).isEqualTo(100);
                assertThat(intact.files()).isEqualTo(closed.size() + 1);
              });
    }

    @Test
    void no_file_is_larger_than_configured() throws Exception {
      for (Path file : closed) {
        assertThat(Files.size(file)).isLessThanOrEqualTo(4096);
      }
    }

    @Test
    void a_removed_file_in_the_middle_is_found() throws Exception {
      Files.delete(closed.get(2));
      assertThat(broken())
          .extracting(Broken::file, Broken::kind)
          .containsExactly(LogFiles.name(closed.get(3)), Kind.REMOVED);
    }

    @Test
    void a_removed_first_file_is_found() throws Exception {
      Files.delete(closed.getFirst());
      assertThat(broken().kind()).isEqualTo(Kind.REMOVED);
      assertThat(broken().message()).contains("no record says that they were removed");
    }

    @Test
    void a_removed_active_file_is_found() throws Exception {
      Files.delete(active);
      assertThat(broken())
          .extracting(Broken::file, Broken::kind)
          .containsExactly("audit.jsonl", Kind.REMOVED);
    }

    @Test
    void swapped_files_are_found() throws Exception {
      Path aside = temp.resolve("aside");
      Files.move(closed.get(1), aside);
      Files.move(closed.get(2), closed.get(1));
      Files.move(aside, closed.get(2));
      assertThat(broken().kind()).isIn(Kind.REMOVED, Kind.REORDERED);
      assertThat(broken().file()).isEqualTo(LogFiles.name(closed.get(1)));
    }

    @Test
    void a_swapped_first_file_is_found() throws Exception {
      Path aside = temp.resolve("aside");
      Files.move(closed.get(0), aside);
      Files.move(closed.get(1), closed.get(0));
      Files.move(aside, closed.get(1));
      assertThat(broken())
          .extracting(Broken::file, Broken::kind)
          .containsExactly(LogFiles.name(closed.getFirst()), Kind.REORDERED);
    }

    @Test
    void a_closed_file_that_was_cut_short_is_found() throws Exception {
      edit(closed.get(1), lines -> lines.removeLast());
      assertThat(broken().kind()).isEqualTo(Kind.REMOVED);
    }

    @Test
    void a_closed_file_without_its_last_line_feed_is_found() throws Exception {
      String text = Files.readString(closed.get(1));
      Files.writeString(closed.get(1), text.strip());
      assertThat(broken())
          .extracting(Broken::file, Broken::kind)
          .containsExactly(LogFiles.name(closed.get(1)), Kind.CHANGED);
    }
  }

  @Test
  void an_empty_directory_is_intact() throws Exception {
    Files.createDirectory(dir);
    assertThat(AuditLog.verify(dir)).isEqualTo(new Intact(0, 0, 0, 0, Link.GENESIS.hash()));
  }

  @ParameterizedTest(name = "keeping {0} closed files")
  @ValueSource(ints = {0, 2})
  void a_log_verifies_while_it_is_written_and_rotated(int keep) throws Exception {
    for (int round = 0; round < 40; round++) {
      Path log = temp.resolve("log-" + round);
      try (AuditTrail trail = Samples.fileTrail(log, 4096, keep)) {
        Thread writer = Thread.ofPlatform().start(() -> write(trail, 200));
        while (writer.isAlive()) {
          assertThat(AuditLog.verify(log)).isInstanceOf(Intact.class);
        }
      }
      assertThat(AuditLog.verify(log)).isInstanceOf(Intact.class);
    }
  }

  @Test
  void a_reader_misses_and_repeats_nothing_while_files_are_closed() throws Exception {
    for (int round = 0; round < 40; round++) {
      Path log = temp.resolve("log-" + round);
      try (AuditTrail trail = Samples.fileTrail(log, 4096, 0)) {
        Thread writer = Thread.ofPlatform().start(() -> write(trail, 200));
        while (writer.isAlive()) {
          List<String> ids = Samples.ids(log);
          assertThat(ids).isEqualTo(IntStream.range(0, ids.size()).mapToObj(i -> "e" + i).toList());
        }
      }
      assertThat(Samples.ids(log)).hasSize(200);
    }
  }

  private static void write(AuditTrail trail, int count) {
    for (int i = 0; i < count; i++) {
      while (!trail.tryOffer(Samples.event("e" + i))) {
        Thread.onSpinWait();
      }
    }
  }
}
