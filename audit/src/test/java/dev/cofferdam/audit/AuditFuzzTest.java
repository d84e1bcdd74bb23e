package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

final class AuditFuzzTest {
  /** Any log at all is intact, or broken at a place; a start repairs it or refuses it. */
  @FuzzTest(maxDuration = "30s")
  void any_bytes_are_a_log_or_not(byte[] bytes) throws Exception {
    Path dir = Files.createTempDirectory("audit-fuzz");
    try {
      Files.write(dir.resolve(LogFiles.ACTIVE), bytes);
      Verification before = AuditLog.verify(dir);
      AuditLog.Reading reading = AuditLog.read(dir, LogFilter.ALL, entry -> entry.json());
      if (before instanceof Verification.Intact intact) {
        assertThat(reading.records()).isEqualTo(intact.records());
        assertThat(reading.unreadable()).isZero();
      }
      boolean started = start(dir);
      if (before instanceof Verification.Intact) {
        assertThat(started).isTrue();
      }
      if (started) {
        Verification after = AuditLog.verify(dir);
        assertThat(after instanceof Verification.Intact || !(before instanceof Verification.Intact))
            .isTrue();
      }
    } finally {
      delete(dir);
    }
  }

  private static boolean start(Path dir) {
    try (FileSink sink = FileSink.open(new SinkSpec.File(dir, true))) {
      return sink.write(List.of(Samples.event("x")), false) == 1;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("does not hold");
      return false;
    }
  }

  private static void delete(Path dir) throws IOException {
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
    Files.delete(dir);
  }

  /** Whatever the strings are: one line, one message, and the same values read back. */
  @FuzzTest(maxDuration = "30s")
  void any_values_make_one_record(FuzzedDataProvider data) throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      texts.add(data.consumeString(300));
    }
    List<String> groups = List.of(data.consumeString(100), data.consumeString(100));
    Entry.Decision entry =
        new Entry.Decision(
            Samples.TIME,
            texts.get(0),
            new Entry.Actor(
                texts.get(1),
                groups,
                texts.get(2),
                data.consumeLong(),
                texts.get(3),
                7,
                data.consumeInt(),
                OptionalLong.empty(),
                Optional.of(texts.get(4))),
            new Entry.Asked(
                texts.get(5), "GET", texts.get(6), groups, "", texts.get(7), List.of(), ""),
            true,
            "",
            texts.get(8),
            texts.get(9),
            texts.get(9));
    line(entry);
    List<Datagrams.Field> fields = Datagrams.journal(new Journal().format(entry));
    assertThat(fields.stream().filter(field -> field.name().equals("COFFERDAM_POLICY")).toList())
        .isEqualTo(
            texts.get(9).isEmpty()
                ? List.of()
                : List.of(new Datagrams.Field("COFFERDAM_POLICY", utf8(texts.get(9)))));
    Datagrams.Message message = Datagrams.syslog(new Syslog("h").format(entry));
    assertThat(message.parameters()).containsEntry("decision", "allow");
    assertThat(message.message() + message.parameters()).doesNotContainPattern("\\p{Cntrl}");
  }

  private static void line(Entry.Decision entry) throws Exception {
    LineEncoder encoder = new LineEncoder();
    encoder.append(entry, Link.GENESIS);
    byte[] bytes = new byte[encoder.length()];
    encoder.buffer().get(bytes);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(bytes[i] == '\n').isEqualTo(i == bytes.length - 1);
    }
    assertThat(SealedLine.parse(bytes, 0, bytes.length - 1).orElseThrow().intact()).isTrue();
    Map<String, Object> fields = LineDecoder.decode(bytes, 0, bytes.length - 1).orElseThrow();
    same(fields, "id", entry.id());
    same(fields, "user", entry.actor().user());
    same(fields, "path", entry.asked().path());
    same(fields, "reason", entry.reason());
    same(fields, "policy", entry.policy());
    assertThat(fields)
        .containsEntry("uid", entry.actor().uid())
        .containsEntry(
            "groups", entry.actor().groups().stream().map(AuditFuzzTest::utf8Unchecked).toList());
  }

  private static void same(Map<String, Object> fields, String name, String value) throws Exception {
    assertThat(fields.getOrDefault(name, "")).as(name).isEqualTo(utf8(value));
  }

  private static String utf8Unchecked(String value) {
    try {
      return utf8(value);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The value as UTF-8 can carry it, by the JDK's own encoder. */
  private static String utf8(String value) throws IOException {
    ByteBuffer bytes =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(java.nio.charset.CodingErrorAction.REPLACE)
            .replaceWith("\ufffd".getBytes(StandardCharsets.UTF_8))
            .encode(CharBuffer.wrap(value));
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
