package dev.cofferdam.docker;

import static dev.cofferdam.docker.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C20")
class ArchiveUploadTest {
  private static final byte[] FINE =
      tar().file("/etc/passwd", "x").file("../up", "").symlink("l", "/").bytes();

  /** What goes on of an archive that comes in parts of a size: of a plain one each as it came. */
  static byte[] wentOn(byte[] archive, int step) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArchiveUpload upload = new ArchiveUpload()) {
      for (int at = 0; at < archive.length; at += step) {
        byte[] part = Arrays.copyOfRange(archive, at, Math.min(at + step, archive.length));
        boolean plain = upload.isPlain();
        byte[] wentOn = wentOn(upload, part);
        out.writeBytes(wentOn);
        if (plain) {
          assertThat(upload.isPlain()).isTrue();
          assertThat(wentOn).isEqualTo(part);
        }
      }
      upload.end();
    }
    return out.toByteArray();
  }

  private static byte[] wentOn(ArchiveUpload upload, byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    upload.feed(ByteBuffer.wrap(part));
    for (ByteBuffer some = upload.next(); some.hasRemaining(); some = upload.next()) {
      byte[] bytes = new byte[some.remaining()];
      some.get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static void refused(byte[] archive, String why) {
    for (int step : new int[] {1, 1 << 16}) {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> wentOn(archive, step))
          .withMessageContaining(why);
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void it_is_plain_once_it_is_known_not_to_be_compressed() throws IOException {
    assertThat(isPlain(FINE, Compression.LENGTH - 1)).isFalse();
    assertThat(isPlain(FINE, Compression.LENGTH)).isTrue();
    assertThat(isPlain(gzip(FINE), Compression.LENGTH)).isFalse();
  }

  private static boolean isPlain(byte[] archive, int length) {
    try (ArchiveUpload upload = new ArchiveUpload()) {
      upload.feed(ByteBuffer.wrap(archive, 0, length));
      return upload.isPlain();
    }
  }

  @Test
  void only_a_compressed_one_holds_what_decompression_takes() throws IOException {
    try (ArchiveUpload plain = new ArchiveUpload();
        ArchiveUpload compressed = new ArchiveUpload()) {
      plain.feed(ByteBuffer.wrap(FINE));
      assertThat(plain.held()).isZero();
      assertThat(compressed.held()).isZero();
      compressed.feed(ByteBuffer.wrap(gzip(FINE)));
      assertThat(compressed.held()).isGreaterThan(64 * 1024);
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  @Test
  void an_uncompressed_archive_goes_on_as_it_came() {
    assertThat(wentOn(FINE, 1)).isEqualTo(FINE);
    assertThat(wentOn(FINE, 1 << 16)).isEqualTo(FINE);
  }

  @Test
  void what_is_compressed_by_gzip_goes_on_decompressed() throws IOException {
    assertThat(wentOn(gzip(FINE), 1)).isEqualTo(FINE);
    assertThat(wentOn(gzip(FINE), 1 << 16)).isEqualTo(FINE);
  }

  @Test
  void members_of_a_gzip_stream_are_one_archive() throws IOException {
    byte[] members =
        joined(gzip(Arrays.copyOf(FINE, 700)), gzip(Arrays.copyOfRange(FINE, 700, FINE.length)));
    assertThat(wentOn(members, 1)).isEqualTo(FINE);
    assertThat(wentOn(joined(gzip(new byte[0]), members), 1 << 16)).isEqualTo(FINE);
  }

  @Test
  void other_bytes_after_a_gzip_stream_are_refused() throws IOException {
    refused(joined(gzip(FINE), new byte[1]), "more after its end");
    refused(joined(gzip(FINE), new byte[] {0x1f}), "ends too early");
    refused(joined(gzip(FINE), new byte[] {0x1f, 8, 0, 0, 0, 0, 0, 0, 0, 0}), "header");
    refused(joined(gzip(FINE), gzip(FINE)), "follows its end");
    refused(Arrays.copyOf(gzip(FINE), 40), "ends too early");
  }

  /** The engine would decompress it again. */
  @Test
  void what_is_compressed_inside_of_gzip_is_refused() throws IOException {
    refused(gzip(gzip(FINE)), "not GZIP");
    refused(gzip(tar().file("BZh", "").bytes()), "not BZIP2");
    refused(gzip("\u00fd7zXZ\0".getBytes(StandardCharsets.ISO_8859_1)), "not XZ");
  }

  @Test
  void other_compressions_are_refused() {
    refused(tar().file("BZh", "").bytes(), "not BZIP2");
    refused("\u00fd7zXZ\0".getBytes(StandardCharsets.ISO_8859_1), "not XZ");
    refused("(\u00b5/\u00fd..".getBytes(StandardCharsets.ISO_8859_1), "not ZSTD");
  }

  @Test
  void devices_and_what_is_no_archive_are_refused_compressed_or_not() throws IOException {
    byte[][] archives = {
      tar().entry("d", '3', "", "").bytes(),
      tar().entry("d", '4', "", "").bytes(),
      "abc".getBytes(StandardCharsets.US_ASCII),
      "no archive at all".repeat(100).getBytes(StandardCharsets.US_ASCII)
    };
    for (byte[] archive : archives) {
      refused(archive, "archive: ");
      refused(gzip(archive), "archive: ");
    }
  }

  /** The engine sets the pace at which it grows. */
  @Test
  void a_file_of_zeros_may_be_as_compressed_as_gzip_makes_it() throws IOException {
    byte[] zeros = tar().file("zeros", "\0".repeat(40 << 20)).bytes();
    assertThat(wentOn(gzip(zeros), 1 << 16)).isEqualTo(zeros);
  }
}
