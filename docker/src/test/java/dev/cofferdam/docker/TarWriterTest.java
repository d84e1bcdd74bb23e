package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.docker.TarEntry.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TarWriterTest {
  private record Described(TarEntry entry, TarAttributes attributes) {}

  private static final Instant THEN = Instant.ofEpochSecond(1_700_000_000);
  private static final TarAttributes PLAIN = attributes(0644, 1000, 100, THEN, Map.of());

  private static TarAttributes attributes(
      int mode, long uid, long gid, Instant modified, Map<String, String> xattrs) {
    return new TarAttributes(mode, uid, gid, modified, new TreeMap<>(xattrs));
  }

  private static byte[] archive(TarEntry entry, TarAttributes attributes, String content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(TarWriter.header(entry, attributes, 0, 0));
    out.writeBytes(content.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(TarWriter.padding(content.length()));
    out.writeBytes(TarWriter.end());
    return out.toByteArray();
  }

  private static List<Described> read(byte[] archive) {
    List<Described> all = new ArrayList<>();
    TarReader[] reader = new TarReader[1];
    reader[0] =
        new TarReader(
            new TarReader.Contents() {
              @Override
              public void entry(TarEntry entry) {
                all.add(new Described(entry, reader[0].attributes()));
              }

              @Override
              public void content(ByteBuffer part) {
                // of no interest
              }
            });
    reader[0].feed(ByteBuffer.wrap(archive));
    reader[0].end();
    return all;
  }

  private static void comesBack(TarEntry entry, TarAttributes attributes) {
    byte[] archive = archive(entry, attributes, "x".repeat((int) entry.size()));
    assertThat(read(archive)).containsExactly(new Described(entry, attributes));
    assertThat(GoTar.read(archive)).isEqualTo(TarReading.of(archive));
  }

  @Test
  void every_kind_of_entry_comes_back_as_it_was() {
    comesBack(new TarEntry("f", Kind.FILE, "", 5), PLAIN);
    comesBack(new TarEntry("d/", Kind.DIRECTORY, "", 0), PLAIN);
    comesBack(new TarEntry("s", Kind.SYMBOLIC_LINK, "../elsewhere", 0), PLAIN);
    comesBack(new TarEntry("h", Kind.HARD_LINK, "f", 0), PLAIN);
    comesBack(new TarEntry("p", Kind.FIFO, "", 0), PLAIN);
    comesBack(new TarEntry("c", Kind.CHARACTER_DEVICE, "", 0), PLAIN);
  }

  @Test
  void what_a_header_has_no_room_for_is_in_pax_records() {
    comesBack(new TarEntry("n".repeat(101), Kind.FILE, "", 3), PLAIN);
    comesBack(new TarEntry("d/" + "\u00c3\u00a4".repeat(120), Kind.FILE, "", 3), PLAIN);
    comesBack(new TarEntry("s", Kind.SYMBOLIC_LINK, "t".repeat(300), 0), PLAIN);
    comesBack(
        new TarEntry("f", Kind.FILE, "", 1),
        attributes(07777, 0xffff_fffeL, 1L << 21, Instant.ofEpochSecond(-3), Map.of()));
    comesBack(
        new TarEntry("f", Kind.FILE, "", 1),
        attributes(0, 0, 0, THEN, Map.of("security.capability", "\1\0\0\2\n=\u00ff")));
  }

  @Test
  void a_plain_entry_is_one_block_and_its_content() {
    assertThat(archive(new TarEntry("f", Kind.FILE, "", 5), PLAIN, "12345")).hasSize(512 * 4);
  }

  @Test
  void a_time_of_a_pax_record_has_its_fraction_and_its_sign() {
    Map<String, Instant> times =
        Map.of(
            "1.5", Instant.ofEpochSecond(1, 500_000_000),
            "-1.5", Instant.ofEpochSecond(-2, 500_000_000),
            "7", Instant.ofEpochSecond(7),
            "1.0000000009", Instant.ofEpochSecond(1));
    times.forEach((text, time) -> {
      byte[] archive = TarBytes.tar().pax('x', "mtime=" + text).file("f", "").bytes();
      assertThat(read(archive).getFirst().attributes().modified()).isEqualTo(time);
    });
  }

  @Test
  void attributes_that_no_file_has_are_refused() {
    for (String record :
        List.of("uid=-1", "uid=x", "gid=4294967295", "uid=99999999999", "mtime=1e9", "mtime=.")) {
      byte[] archive = TarBytes.tar().pax('x', record).file("f", "").bytes();
      assertThatExceptionOfType(MalformedBody.class).as(record).isThrownBy(() -> read(archive));
    }
  }

  @Test
  void a_name_with_a_nul_is_never_written() {
    TarEntry entry = new TarEntry("a\0b", Kind.FILE, "", 0);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> TarWriter.header(entry, PLAIN, 0, 0));
  }

  @Test
  void what_a_path_is_has_the_form_that_clients_know() {
    PathStat stat = new PathStat("a\"b", 12, 0120777, THEN, "/etc/\u00c3\u00a4");
    String json =
        new String(java.util.Base64.getDecoder().decode(stat.field()), StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            "{\"name\":\"a\\\"b\",\"size\":12,\"mode\":134218239,"
                + "\"mtime\":\"2023-11-14T22:13:20Z\",\"linkTarget\":\"/etc/ä\"}");
    assertThat(PathStat.goMode(0041777)).isEqualTo(1L << 31 | 1L << 20 | 0777);
    assertThat(PathStat.goMode(0106755)).isEqualTo(1L << 23 | 1L << 22 | 0755);
    assertThat(PathStat.goMode(0020666)).isEqualTo(1L << 26 | 1L << 21 | 0666);
  }

  /** Whatever is written is read as it was, by this reader and by Go's. */
  @FuzzTest
  void what_is_written_comes_back(FuzzedDataProvider data) {
    String name = bytes(data).replace("\0", "") + "n";
    SortedMap<String, String> xattrs = new TreeMap<>();
    if (data.consumeBoolean()) {
      xattrs.put("user." + bytes(data).replaceAll("[\0=]", ""), bytes(data) + "v");
    }
    TarAttributes attributes =
        attributes(
            data.consumeInt(0, 07777),
            data.consumeLong(0, 0xffff_fffeL),
            data.consumeLong(0, 0xffff_fffeL),
            Instant.ofEpochSecond(data.consumeLong(-99_999_999_999L, 999_999_999_999L)),
            xattrs);
    comesBack(new TarEntry(name, Kind.FILE, "", data.consumeInt(0, 1500)), attributes);
  }

  private static String bytes(FuzzedDataProvider data) {
    return new String(data.consumeBytes(data.consumeInt(0, 400)), StandardCharsets.ISO_8859_1);
  }

  /** An archive of anybody's is refused with a sentence, or its attributes are known. */
  @FuzzTest
  void attributes_are_refused_or_known(byte[] archive) {
    byte[] summed = archive.clone();
    for (int at = 0; at + 512 <= summed.length; at += 512) {
      byte[] block = java.util.Arrays.copyOfRange(summed, at, at + 512);
      TarBytes.sum(block);
      System.arraycopy(block, 148, summed, at + 148, 8);
    }
    try {
      assertThat(read(summed)).allMatch(read -> read.attributes().uid() >= 0);
    } catch (MalformedBody refused) {
      assertThat(refused.getMessage()).startsWith("archive: ");
    }
  }
}
