package dev.cofferdam.gateway;

import static dev.cofferdam.gateway.TestTree.FIRST;
import static dev.cofferdam.gateway.TestTree.THEN;
import static dev.cofferdam.gateway.TestTree.attributes;
import static dev.cofferdam.gateway.TestTree.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.TarEntry;
import dev.cofferdam.docker.TarEntry.Kind;
import dev.cofferdam.linux.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreeExtractionTest {
  @TempDir private Path directory;
  private TestTree at;

  @BeforeEach
  void make() throws IOException {
    at = new TestTree(directory);
  }

  /** Whatever a test does, the host's own file is as it was. */
  @AfterEach
  void nothing_outside_was_touched() throws IOException {
    assertThat(Files.readString(at.outside.resolve("secret"))).isEqualTo("the host's");
    assertThat(at.outside).isDirectoryContaining(p -> p.endsWith("secret"));
    try (Stream<Path> all = Files.list(at.outside)) {
      assertThat(all).hasSize(1);
    }
    assertThat(id(at.outside.resolve("secret"), "uid")).isZero();
  }

  private static long id(Path path, String which) throws IOException {
    Object id = Files.getAttribute(path, "unix:" + which, LinkOption.NOFOLLOW_LINKS);
    return ((Number) id).longValue();
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  @Nested
  class Unpacks {
    @Test
    void every_kind_of_file_with_its_owner_mode_and_time() throws IOException {
      byte[] archive =
          tar()
              .directory("d")
              .add(
                  new TarEntry("d/f", Kind.FILE, "", 5),
                  attributes(04750, 1000, 100, Map.of("user.note", "hello")),
                  "12345")
              .symlink("d/s", "f")
              .hardLink("d/h", "d/f")
              .add(new TarEntry("d/p", Kind.FIFO, "", 0), attributes(0620), "")
              .file("empty", "")
              .bytes();
      at.directory("into");
      at.unpack(archive, "/into");
      Path made = at.root.resolve("into/d");
      assertThat(Files.readString(made.resolve("f"))).isEqualTo("12345");
      assertThat(id(made, "uid")).isEqualTo(FIRST);
      assertThat(Files.getLastModifiedTime(made)).isEqualTo(FileTime.from(THEN));
      assertThat(Files.readSymbolicLink(made.resolve("s"))).isEqualTo(Path.of("f"));
      assertThat(id(made.resolve("s"), "uid")).isEqualTo(FIRST);
      assertThat(Files.getAttribute(made.resolve("f"), "unix:ino"))
          .isEqualTo(Files.getAttribute(made.resolve("h"), "unix:ino"));
      assertThat(mode(made.resolve("p"))).isEqualTo(0620);
      assertThat(at.root.resolve("into/empty")).isEmptyFile();
    }

    @Test
    void an_owner_that_the_container_has_and_the_bits_that_go_with_it() throws IOException {
      TarEntry entry = new TarEntry("f", Kind.FILE, "", 0);
      at.unpack(tar().add(entry, attributes(06755, 1000, 100, Map.of()), "").bytes(), "/");
      assertThat(id(at.root.resolve("f"), "uid")).isEqualTo(FIRST + 1000);
      assertThat(id(at.root.resolve("f"), "gid")).isEqualTo(FIRST + 100);
      assertThat(mode(at.root.resolve("f"))).isEqualTo(06755);
    }

    /** Set-id bits of another owner than the archive's would give his rights away. */
    @Test
    void an_owner_that_the_container_has_not_as_root_and_without_those_bits() throws IOException {
      TarEntry entry = new TarEntry("f", Kind.FILE, "", 0);
      at.unpack(tar().add(entry, attributes(06755, 1_234_567, 0, Map.of()), "").bytes(), "/");
      assertThat(id(at.root.resolve("f"), "uid")).isEqualTo(FIRST);
      assertThat(mode(at.root.resolve("f"))).isEqualTo(0755);
    }

    @Test
    void everything_for_one_owner_where_that_is_asked_for() throws IOException {
      TreeExtraction.Options options =
          new TreeExtraction.Options(true, Optional.of(new Owner(7, 8)));
      at.unpack(tar().file("f", "x").bytes(), "/", options);
      assertThat(id(at.root.resolve("f"), "uid")).isEqualTo(FIRST + 7);
      assertThat(id(at.root.resolve("f"), "gid")).isEqualTo(FIRST + 8);
    }

    @Test
    void what_it_finds_is_replaced_but_for_directories() throws IOException {
      at.directory("d/sub");
      at.file("d/kept", "kept");
      at.file("f", "old");
      at.directory("gone/deep");
      at.file("gone/deep/f", "old");
      at.unpack(tar().directory("d").file("f", "new").file("gone", "a file").bytes(), "/");
      assertThat(at.root.resolve("d/kept")).hasContent("kept");
      assertThat(at.root.resolve("f")).hasContent("new");
      assertThat(at.root.resolve("gone")).hasContent("a file");
    }

    @Test
    void directories_that_no_entry_speaks_of_are_made() throws IOException {
      at.unpack(tar().file("a/b/c/f", "x").bytes(), "/");
      assertThat(at.root.resolve("a/b/c/f")).hasContent("x");
      assertThat(id(at.root.resolve("a/b"), "uid")).isEqualTo(FIRST);
    }

    @Test
    void links_on_the_way_lead_to_places_inside() throws IOException {
      at.directory("real");
      at.link("absolute", "/real");
      at.link("up", "../../../../real");
      at.unpack(tar().file("absolute/a", "1").file("up/b", "2").bytes(), "/");
      assertThat(at.root.resolve("real/a")).hasContent("1");
      assertThat(at.root.resolve("real/b")).hasContent("2");
    }

    @Test
    void thousands_of_entries_and_long_names() throws IOException {
      TestTree.Tar tar = tar();
      for (int i = 0; i < 3_000; i++) {
        tar.file("d" + i % 7 + "/" + "n".repeat(200) + i, "content " + i);
      }
      at.unpack(tar.bytes(), "/");
      assertThat(at.root.resolve("d3").toFile().list())
          .hasSize(3_000 / 7 + (3 < 3_000 % 7 ? 1 : 0));
    }

    @Test
    void an_archive_that_goes_out_and_comes_in_is_the_same() throws IOException {
      at.directory("src/sub");
      at.file("src/sub/f", "content");
      at.link("src/s", "sub/f");
      Files.createLink(at.root.resolve("src/h"), at.root.resolve("src/sub/f"));
      at.directory("dst");
      TestTree.Tar tar = tar();
      at.pack("/src/.").forEach(p -> tar.add(p.entry(), p.attributes(), p.content()));
      at.unpack(tar.bytes(), "/dst");
      assertThat(at.pack("/dst/.")).isEqualTo(at.pack("/src/."));
    }
  }

  @Nested
  class Refuses {
    private void refused(String why, byte[] archive) {
      TreeExtraction.Options options = new TreeExtraction.Options(false, Optional.empty());
      assertThatThrownBy(() -> at.unpack(archive, "/into", options)).hasMessageContaining(why);
    }

    @BeforeEach
    void into() throws IOException {
      at.directory("into/d");
      at.file("into/f", "old");
    }

    @Test
    void a_directory_for_a_file_and_a_file_for_a_directory_where_that_is_asked_for() {
      refused(
          "cannot overwrite directory \"/into/d\" with non-directory \"/into\"",
          tar().file("d", "").bytes());
      refused(
          "cannot overwrite non-directory \"/into/f\" with directory \"/into\"",
          tar().directory("f").bytes());
    }

    @Test
    void links_whose_text_leads_out_as_the_engine_does() {
      refused("invalid symlink", tar().symlink("s", "../../etc/shadow").bytes());
      refused("invalid hardlink", tar().hardLink("h", "../../etc/shadow").bytes());
    }

    @Test
    void names_that_lead_out() {
      refused("leads out", tar().file("../x", "").bytes());
      refused("leads out", tar().file("d/../../x", "").bytes());
    }

    @Test
    void device_nodes() {
      TarEntry entry = new TarEntry("sda", Kind.BLOCK_DEVICE, "", 0);
      refused("device node", tar().add(entry, attributes(0666), "").bytes());
      assertThat(at.root.resolve("into/sda")).doesNotExist();
    }

    @Test
    void names_with_a_nul_and_sizes_beyond_the_archive() {
      byte[] nul = tar().file("ab", "").bytes();
      nul[1] = 0;
      nul[2] = 'c';
      refused("archive: ", nul);
      byte[] cut = tar().file("f2", "x".repeat(2000)).bytes();
      refused("ends in the middle", java.util.Arrays.copyOf(cut, 1024));
    }

    @Test
    void what_belongs_to_the_host_in_a_mount_of_it() throws IOException {
      Path hosts = Files.createDirectory(at.root.resolve("hosts"));
      Files.writeString(hosts.resolve("file"), "the host's");
      assertThatThrownBy(() -> at.unpack(tar().file("file", "x").bytes(), "/hosts"))
          .hasMessageContaining("belongs to the host");
      assertThatThrownBy(() -> at.unpack(tar().directory("hosts").bytes(), "/"))
          .hasMessageContaining("belongs to the host");
      assertThatThrownBy(() -> at.unpack(tar().hardLink("l", "hosts/file").bytes(), "/"))
          .hasMessageContaining("belongs to the host");
      assertThat(hosts.resolve("file")).hasContent("the host's");
      assertThat(id(hosts, "uid")).isZero();
    }
  }

  /** Each works on whoever puts paths together; nothing of it works here. */
  @Nested
  class Attacks {
    static Stream<byte[]> archives() {
      return Stream.of(
          tar().file("../../outside/secret", "taken").bytes(),
          tar().symlink("s", "../../outside").file("s/secret", "taken").bytes(),
          tar().symlink("s", "../../outside/secret").file("s", "taken").bytes(),
          tar().hardLink("h", "../../outside/secret").file("h", "taken").bytes(),
          tar()
              .symlink("a", "..")
              .symlink("a/b", "../outside")
              .file("a/b/secret", "taken")
              .bytes());
    }

    @ParameterizedTest
    @MethodSource("archives")
    void an_archive_that_leads_out(byte[] archive) throws IOException {
      at.directory("into");
      NaiveUnpacking.unpack(archive, at.root.resolve("into"));
      assertThat(at.outside.resolve("secret")).hasContent("taken");
      restore();
      try {
        at.unpack(archive, "/into");
      } catch (MalformedBody | IOException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }

    private void restore() throws IOException {
      Files.writeString(at.outside.resolve("secret"), "the host's");
      new ProcessBuilder("rm", "-rf", at.root.toString()).start().onExit().join();
      TestTree.own(Files.createDirectory(at.root));
      at.directory("into");
    }

    /** The container has put links where the archive's names lead. */
    @Test
    void links_that_the_container_laid_out() throws IOException {
      at.link("absolute", at.outside.toString());
      at.link("up", "../outside");
      at.link("f", "../outside/secret");
      NaiveUnpacking.unpack(tar().file("up/secret", "taken").bytes(), at.root);
      assertThat(at.outside.resolve("secret")).hasContent("taken");
      Files.writeString(at.outside.resolve("secret"), "the host's");
      for (String name : new String[] {"absolute/secret", "up/secret", "f"}) {
        try {
          at.unpack(tar().file(name, "taken").bytes(), "/");
        } catch (IOException refused) {
          assertThat(refused.getMessage()).isNotEmpty();
        }
      }
      assertThat(at.root.resolve("f")).hasContent("taken"); // it replaced the link
    }

    /** A process of the container swaps a directory and a link to the host's, all the time. */
    @Test
    void a_process_that_swaps_directories_and_links_meanwhile() throws Exception {
      at.directory("d");
      at.link("evil", "../outside");
      Process swapping = swap(at.root);
      try {
        Path target = at.outside.resolve("race");
        boolean escaped = false;
        for (int i = 0; i < 200_000 && !escaped; i++) {
          try {
            Files.writeString(at.root.resolve("d/race"), "taken");
          } catch (IOException between) {
            assertThat(between.getMessage()).isNotEmpty();
          }
          escaped = Files.exists(target);
        }
        assertThat(escaped).as("a naive write escapes").isTrue();
        Files.delete(target);
        TestTree.Tar tar = tar();
        for (int i = 0; i < 300; i++) {
          tar.directory("d").file("d/race", "taken" + i).file("d/secret", "x").directory("d/sub");
        }
        byte[] archive = tar.bytes();
        for (int i = 0; i < 20; i++) {
          try {
            at.unpack(archive, "/");
          } catch (IOException lost) {
            assertThat(lost.getMessage()).isNotEmpty();
          }
        }
      } finally {
        swapping.destroyForcibly().waitFor();
      }
    }

    private static Process swap(Path root) throws IOException {
      String script =
          """
          import ctypes, os
          libc = ctypes.CDLL(None)
          os.chdir(%s)
          while True:
              libc.renameat2(-100, b"d", -100, b"evil", 2)
          """
              .formatted("\"" + root + "\"");
      return new ProcessBuilder("python3", "-c", script).start();
    }
  }

  @Test
  void an_archive_whose_root_is_a_file_is_refused() {
    assertThatExceptionOfType(MalformedBody.class)
        .isThrownBy(() -> at.unpack(tar().symlink(".", "x").bytes(), "/"));
  }
}
