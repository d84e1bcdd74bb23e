package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Whatever comes as an archive, it is refused or read as the engine reads it. */
class TarFuzzTest {
  @FuzzTest
  void an_archive_is_refused_or_read_as_go_reads_it(byte[] input) {
    byte[] archive = summed(input);
    List<TarReading.Read> entries;
    try {
      entries = TarReading.of(archive);
    } catch (MalformedBody refused) {
      assertThat(refused.getMessage()).startsWith("archive: ");
      return;
    }
    assertThat(GoTar.read(archive)).isEqualTo(entries);
    assertThat(TarReading.of(archive, 7)).isEqualTo(entries);
  }

  @FuzzTest
  void the_dockerfile_of_a_context_is_the_one_that_the_engine_unpacks(byte[] input) {
    byte[] archive = summed(input);
    Optional<byte[]> found;
    try (BuildContext context = new BuildContext("")) {
      context.feed(ByteBuffer.wrap(archive));
      context.end();
      found = context.dockerfile();
    } catch (MalformedBody refused) {
      assertThat(refused.getMessage()).isNotEmpty();
      return;
    }
    if (Compression.of(archive) == Compression.NONE) {
      Unpacked unpacked = Unpacked.of(GoTar.read(archive));
      assertThat(found.map(String::new))
          .isEqualTo(unpacked.file("Dockerfile").or(() -> unpacked.file("dockerfile")));
    }
  }

  /** What the engine gets is no compressed archive, and is read by it as it was here. */
  @FuzzTest
  void what_goes_into_a_container_is_refused_or_uncompressed(byte[] input) throws IOException {
    uploaded(input);
    byte[] archive = summed(input);
    boolean compressed = Compression.of(archive) != Compression.NONE;
    byte[] plain = uploaded(archive);
    assertThat(uploaded(gzip(archive))).isEqualTo(compressed ? new byte[0] : plain);
  }

  /** What goes on, or nothing of what is refused. */
  private static byte[] uploaded(byte[] input) {
    byte[] wentOn;
    try {
      wentOn = ArchiveUploadTest.wentOn(input, 7);
    } catch (MalformedBody refused) {
      assertThat(refused.getMessage()).startsWith("archive: ");
      return new byte[0];
    }
    assertThat(Compression.of(wentOn)).isEqualTo(Compression.NONE);
    assertThat(GoTar.read(wentOn)).isEqualTo(TarReading.of(wentOn));
    return wentOn;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  @FuzzTest
  void a_dockerfile_is_refused_or_its_images_are_known(byte[] file) {
    try {
      assertThat(Dockerfile.images(file, Optional.empty()))
          .allMatch(ImageReference::isReferenceOrId)
          .containsAll(EngineDockerfile.images(file));
      assertThat(Dockerfile.privileges(file))
          .extracting(Privilege::name)
          .allMatch(name -> name.equals("build:remote") || name.startsWith("trusted-label:"));
    } catch (MalformedBody refused) {
      assertThat(refused.getMessage()).startsWith("Dockerfile: ");
    }
  }

  /** With right checksums in every block that could be a header: a fuzzer does not find those. */
  private static byte[] summed(byte[] input) {
    byte[] archive = input.clone();
    for (int at = 0; at + 512 <= archive.length; at += 512) {
      if (archive[at] != 0 && archive[at + 148] == 0) {
        byte[] block = java.util.Arrays.copyOfRange(archive, at, at + 512);
        TarBytes.sum(block);
        System.arraycopy(block, 0, archive, at, 512);
      }
    }
    return archive;
  }
}
