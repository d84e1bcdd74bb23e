package dev.cofferdam.docker;

import static dev.cofferdam.docker.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.docker.TarEntry.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TarReaderTest {
  private static List<String> names(byte[] archive) {
    return TarReading.of(archive).stream().map(read -> read.entry().name()).toList();
  }

  private static void refused(byte[] archive, String why) {
    assertThatExceptionOfType(MalformedBody.class)
        .isThrownBy(() -> TarReading.of(archive))
        .withMessageContaining(why);
  }

  @Nested
  class Read {
    @Test
    void files_links_and_directories_in_their_order() {
      byte[] archive =
          tar().directory("d/").file("d/f", "text").symlink("s", "d").hardlink("h", "d/f").bytes();
      assertThat(TarReading.of(archive))
          .extracting(read -> read.entry().kind())
          .containsExactly(Kind.DIRECTORY, Kind.FILE, Kind.SYMBOLIC_LINK, Kind.HARD_LINK);
      assertThat(TarReading.of(archive).get(1).content()).hasSize(4);
      assertThat(TarReading.of(archive, 1)).isEqualTo(TarReading.of(archive));
    }

    @Test
    void longer_names_by_pax_and_by_gnu() {
      String name = "x".repeat(300);
      assertThat(names(tar().pax('x', "path=" + name).file("short", "").bytes()))
          .containsExactly(name);
      byte[] gnu = tar().entry("././@LongLink", 'L', "", name + "\0").file("short", "").bytes();
      assertThat(names(gnu)).containsExactly(name);
    }

    @Test
    void names_as_long_as_any_path_and_no_longer() {
      String name = "x".repeat(4096);
      assertThat(names(tar().pax('x', "path=" + name).file("short", "").bytes()))
          .containsExactly(name);
      String longer = name + "x";
      refused(tar().pax('x', "path=" + longer).file("short", "").bytes(), "longer than 4096");
      refused(tar().entry("L", 'L', "", longer).file("short", "").bytes(), "longer than 4096");
      refused(tar().entry("K", 'K', "", longer).symlink("s", "t").bytes(), "longer than 4096");
    }

    @Test
    void a_prefix_in_ustar_only() {
      byte[] ustar =
          tar().entry("f", '0', "", "", header -> TarBytes.put(header, 345, "folder")).bytes();
      assertThat(names(ustar)).containsExactly("folder/f");
      byte[] gnu =
          tar()
              .entry(
                  "f",
                  '0',
                  "",
                  "",
                  header -> {
                    TarBytes.put(header, 257, "ustar  \0");
                    TarBytes.put(header, 345, "folder");
                  })
              .bytes();
      refused(gnu, "time of access is no number");
    }

    @Test
    void a_global_header_that_only_comments() {
      assertThat(names(tar().pax('g', "comment=of git").file("f", "").bytes()))
          .containsExactly("f");
    }

    @Test
    void an_archive_without_its_two_empty_blocks() {
      assertThat(names(tar().file("f", "text").open())).containsExactly("f");
      assertThat(names(new byte[0])).isEmpty();
    }

    @Test
    void a_size_in_base_256() {
      byte[] archive =
          tar()
              .entry(
                  "f",
                  '0',
                  "",
                  "text",
                  header -> {
                    TarBytes.put(header, 124, "\0".repeat(12));
                    header[124] = (byte) 0x80;
                    header[135] = 4;
                  })
              .bytes();
      assertThat(TarReading.of(archive).getFirst().content()).hasSize(4);
    }
  }

  /** What two readers could read in two ways. */
  @Nested
  class Refused {
    @Test
    void a_key_twice_in_a_pax_header() {
      refused(tar().pax('x', "path=a", "path=b").file("c", "").bytes(), "there already");
      refused(tar().pax('x', "uid=1", "uid=2").file("c", "").bytes(), "there already");
    }

    @Test
    void more_records_than_an_entry_can_have_a_use_for() {
      String[] records = new String[1025];
      Arrays.setAll(records, i -> "SCHILY.xattr." + i + "=x");
      refused(tar().pax('x', records).file("c", "").bytes(), "one of more than 1024");
      byte[] fewer = tar().pax('x', Arrays.copyOf(records, 1024)).file("c", "").bytes();
      assertThat(TarReading.of(fewer)).hasSize(1);
    }

    @Test
    void two_names_from_two_extensions() {
      byte[] archive = tar().pax('x', "path=a").entry("L", 'L', "", "b\0").file("c", "").bytes();
      refused(archive, "its path is given twice");
    }

    @Test
    void two_extensions_of_one_kind() {
      refused(tar().pax('x', "path=a").pax('x', "path=b").file("c", "").bytes(), "two pax");
      refused(tar().pax('x', "uid=1").pax('x', "path=b").file("c", "").bytes(), "two pax");
      byte[] longNames =
          tar().entry("L", 'L', "", "a\0").entry("L", 'L', "", "b\0").file("c", "").bytes();
      refused(longNames, "repeated");
    }

    @Test
    void two_sizes() {
      refused(tar().pax('x', "size=512").file("c", "").bytes(), "two different sizes");
      refused(tar().pax('x', "size=-1").file("c", "").bytes(), "no number");
    }

    @Test
    void a_global_header_that_names_or_sizes() {
      refused(tar().pax('g', "path=a").file("c", "").bytes(), "global pax header sets path");
    }

    @Test
    void sparse_files() {
      refused(tar().entry("f", 'S', "", "").bytes(), "sparse");
      refused(tar().pax('x', "GNU.sparse.name=a").file("c", "").bytes(), "sparse");
    }

    @Test
    void names_with_a_nul() {
      refused(tar().pax('x', "path=a\0b").file("c", "").bytes(), "NUL");
      byte[] header = tar().entry("f", '0', "", "", block -> TarBytes.put(block, 2, "g")).bytes();
      refused(header, "after a NUL");
    }

    @Test
    void negative_and_huge_sizes() {
      byte[] negative = tar().entry("f", '0', "", "", header -> header[124] = (byte) 0xff).bytes();
      refused(negative, "negative or too large");
      byte[] minus = tar().entry("f", '0', "", "", block -> TarBytes.put(block, 124, "-1")).bytes();
      refused(minus, "its size is no number");
    }

    @Test
    void a_wrong_checksum() {
      byte[] archive = tar().file("f", "").bytes();
      archive[0] = 'g';
      refused(archive, "checksum");
    }

    @Test
    void content_of_what_has_none() {
      refused(tar().entry("d", '5', "", "text").bytes(), "content where none belongs");
      refused(tar().entry("f/", '0', "", "text").bytes(), "ends in a slash");
    }

    @Test
    void anything_after_the_end() {
      byte[] hidden = tar().file("a", "").raw(new byte[1024]).file("b", "").bytes();
      refused(hidden, "something follows its end");
      refused(tar().raw(new byte[512]).file("b", "").bytes(), "something follows its end");
    }

    @Test
    void an_archive_that_is_cut() {
      byte[] whole = tar().file("f", "text").open();
      for (int length : new int[] {1, 511, 512, 515}) {
        refused(Arrays.copyOf(whole, length), "in the middle");
      }
      for (int length : new int[] {516, 600, 1023, 1024}) {
        assertThat(names(Arrays.copyOf(whole, length))).containsExactly("f");
      }
      refused(tar().pax('x', "path=a").open(), "in the middle");
      refused(tar().pax('x', "path=a").bytes(), "for a next entry");
    }

    @Test
    void an_unknown_type_or_format() {
      refused(tar().entry("f", '7', "", "").bytes(), "type");
      refused(
          tar().entry("f", '0', "", "", block -> TarBytes.put(block, 257, "other!!")).bytes(),
          "format");
    }
  }

  @Test
  void what_it_holds_is_the_extension_header_that_has_not_all_come() {
    byte[] archive = tar().pax('x', "comment=" + "x".repeat(9_000)).file("f", "text").bytes();
    TarReader reader = new TarReader(new TarReading());
    assertThat(reader.held()).isZero();
    reader.feed(ByteBuffer.wrap(archive, 0, 512 + 8_000));
    assertThat(reader.held()).isEqualTo(16_000);
    reader.feed(ByteBuffer.wrap(archive, 512 + 8_000, archive.length - 512 - 8_000));
    assertThat(reader.held()).isZero();
  }
}
