package dev.cofferdam.docker;

import static dev.cofferdam.docker.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BuildContextTest {
  private static Optional<String> dockerfile(String wanted, byte[] archive) {
    try (BuildContext context = new BuildContext(wanted)) {
      for (byte b : archive) {
        context.feed(ByteBuffer.wrap(new byte[] {b}));
      }
      context.end();
      return context.dockerfile().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static void refused(byte[] archive, String why) {
    refused("", archive, why);
  }

  private static void refused(String wanted, byte[] archive, String why) {
    assertThatExceptionOfType(MalformedBody.class)
        .isThrownBy(() -> dockerfile(wanted, archive))
        .withMessageContaining(why);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void the_dockerfile_is_known_before_the_rest_has_come() {
    try (BuildContext context = new BuildContext("")) {
      context.feed(ByteBuffer.wrap(tar().file("Dockerfile", "FROM a").open()));
      assertThat(context.dockerfile()).isPresent();
    }
  }

  @Test
  void it_is_found_by_the_name_asked_for_however_that_is_written() {
    byte[] archive =
        tar().file("./x/../sub/My.Dockerfile", "FROM a").file("Dockerfile", "").bytes();
    assertThat(dockerfile("sub/My.Dockerfile", archive)).contains("FROM a");
    assertThat(dockerfile("./sub//My.Dockerfile", archive)).contains("FROM a");
    assertThat(dockerfile("Dockerfile", archive)).contains("");
    assertThat(dockerfile("other", archive)).isEmpty();
  }

  @Test
  void lower_case_is_the_engines_second_choice_and_known_at_the_end_only() {
    byte[] archive = tar().file("dockerfile", "FROM a").bytes();
    assertThat(dockerfile("", archive)).contains("FROM a");
    assertThat(dockerfile("other", archive)).isEmpty();
    byte[] both = tar().file("dockerfile", "FROM a").file("Dockerfile", "FROM b").bytes();
    assertThat(dockerfile("", both)).contains("FROM b");
  }

  @Test
  void a_second_dockerfile_under_any_spelling_is_refused() {
    for (String name :
        new String[] {"Dockerfile", "./Dockerfile", "x/../Dockerfile", "/Dockerfile"}) {
      byte[] archive = tar().file("Dockerfile", "FROM a").file(name, "FROM b").bytes();
      refused(archive, "more than once");
    }
    byte[] folder = tar().file("Dockerfile", "FROM a").directory("Dockerfile").bytes();
    refused(folder, "more than once");
  }

  @Test
  void a_dockerfile_that_is_a_link_is_refused() {
    refused(tar().symlink("Dockerfile", "other").file("other", "").bytes(), "no plain file");
    refused(tar().file("other", "").hardlink("Dockerfile", "other").bytes(), "no plain file");
  }

  @Test
  void a_way_to_it_through_a_link_is_refused() {
    byte[] link =
        tar().file("Dockerfile", "FROM a").symlink("l", ".").file("l/Dockerfile", "").bytes();
    refused(link, "through a link");
    byte[] hard =
        tar()
            .symlink("l", ".")
            .hardlink("h", "l")
            .file("Dockerfile", "")
            .file("h/Dockerfile", "")
            .bytes();
    refused(hard, "through a link");
    byte[] folder =
        tar().file("sub/Dockerfile", "FROM a").symlink("l", ".").symlink("l/sub", "other").bytes();
    refused("sub/Dockerfile", folder, "through a link");
  }

  @Test
  void a_directory_of_it_that_is_replaced_is_refused() {
    byte[] archive = tar().file("sub/Dockerfile", "FROM a").symlink("sub", "other").bytes();
    refused("sub/Dockerfile", archive, "no plain directory");
  }

  @Test
  void links_and_files_that_cannot_reach_it_are_fine() {
    byte[] archive =
        tar()
            .file("Dockerfile", "FROM a")
            .symlink("l", "lib")
            .file("l/other", "")
            .file("services/one/Dockerfile", "")
            .file("f", "1")
            .file("f", "2")
            .bytes();
    assertThat(dockerfile("", archive)).contains("FROM a");
  }

  @Test
  void gzip_is_looked_into() throws IOException {
    byte[] archive = gzip(tar().file("Dockerfile", "FROM a").bytes());
    assertThat(dockerfile("", archive)).contains("FROM a");
  }

  @Test
  void it_is_plain_once_it_is_known_not_to_be_compressed() throws IOException {
    byte[] archive = tar().file("Dockerfile", "FROM a").bytes();
    assertThat(isPlain(archive, Compression.LENGTH - 1)).isFalse();
    assertThat(isPlain(archive, Compression.LENGTH)).isTrue();
    assertThat(isPlain(gzip(archive), Compression.LENGTH)).isFalse();
  }

  private static boolean isPlain(byte[] archive, int length) {
    try (BuildContext context = new BuildContext("")) {
      context.feed(ByteBuffer.wrap(archive, 0, length));
      return context.isPlain();
    }
  }

  @Test
  void it_says_what_it_holds() throws IOException {
    byte[] archive = tar().symlink("a", "b").symlink("b", "c").file("Dockerfile", "FROM a").open();
    try (BuildContext context = new BuildContext("")) {
      assertThat(context.held()).isZero();
      context.feed(ByteBuffer.wrap(archive));
      assertThat(context.held()).isBetween(2 * 64L + 2 * 6, 1_000L);
    }
    try (BuildContext context = new BuildContext("")) {
      context.feed(ByteBuffer.wrap(gzip(archive)));
      assertThat(context.held()).isGreaterThan(64 * 1024);
    }
  }

  @Test
  void more_after_a_gzip_stream_is_refused() throws IOException {
    byte[] archive = gzip(tar().file("Dockerfile", "FROM a").bytes());
    byte[] more = java.util.Arrays.copyOf(archive, archive.length + 1);
    refused(more, "more after its end");
    byte[] cut = java.util.Arrays.copyOf(archive, archive.length - 1);
    refused(cut, "ends too early");
    byte[] wrong = archive.clone();
    wrong[wrong.length - 6] ^= 1;
    refused(wrong, "wrong checksum");
  }

  @Test
  void a_bomb_is_refused() throws IOException {
    byte[] bomb = gzip(tar().file("zeros", "\0".repeat(40 << 20)).bytes());
    assertThat(bomb.length).isLessThan(50_000);
    refused(bomb, "times as large");
  }

  @Test
  void other_compressions_are_refused_whatever_else_the_bytes_are() {
    refused("\u00fd7zXZ\0".getBytes(StandardCharsets.ISO_8859_1), "compressed");
    refused("(\u00b5/\u00fd..".getBytes(StandardCharsets.ISO_8859_1), "compressed");
    refused("Q*M\u0018..".getBytes(StandardCharsets.ISO_8859_1), "compressed");
    refused(tar().file("BZh9", "").file("Dockerfile", "").bytes(), "compressed");
  }

  @Test
  void a_name_that_leads_out_is_refused() {
    refused(tar().file("../Dockerfile", "").bytes(), "leads out");
  }
}
