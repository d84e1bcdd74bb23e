package dev.cofferdam.gateway;

import static dev.cofferdam.gateway.TestTree.FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.docker.PathStat;
import dev.cofferdam.docker.TarEntry.Kind;
import dev.cofferdam.gateway.TestTree.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeArchiveTest {
  @TempDir private Path directory;
  private TestTree at;

  @BeforeEach
  void make() throws IOException {
    at = new TestTree(directory);
    at.directory("d/sub");
    at.file("d/b", "bb");
    at.file("d/a", "a");
    at.file("d/sub/f", "deep");
    at.link("d/link", "sub/f");
    at.link("way", "/d");
    at.link("out", at.outside.toString());
    at.link("dangling", "/d/../nowhere/./x");
  }

  private List<String> names(String path) throws IOException {
    return at.pack(path).stream().map(p -> p.entry().name()).toList();
  }

  private PathStat stat(String path) throws IOException {
    AskedPath asked = AskedPath.of(path);
    try (ContainerTree tree = at.tree();
        TreeWalk found = TreeWalk.to(tree, asked.absolute(), false)) {
      return TreeArchive.stat(tree, asked, found);
    }
  }

  /** As the engine names them: by the last part of what was asked. */
  @Nested
  class Names {
    @Test
    void of_a_directory_begin_with_its_own() throws IOException {
      assertThat(names("/d")).containsExactly("d/", "d/a", "d/b", "d/link", "d/sub/", "d/sub/f");
      assertThat(names("d/")).isEqualTo(names("/d"));
    }

    @Test
    void of_its_contents_begin_with_a_dot() throws IOException {
      assertThat(names("/d/.")).contains("./", "./a", "./sub/f");
    }

    @Test
    void of_the_root_begin_with_a_slash() throws IOException {
      assertThat(names("/")).contains("/", "/d/", "/d/a").doesNotContain("//d/");
      assertThat(names("/.")).contains("./", "./d/");
    }

    @Test
    void of_a_file_and_a_link_are_their_own() throws IOException {
      assertThat(names("/d/sub/../a")).containsExactly("a");
      assertThat(at.pack("/way").getFirst().entry().kind()).isEqualTo(Kind.SYMBOLIC_LINK);
      assertThat(names("/way/a")).containsExactly("a");
      assertThat(names("/way/")).contains("way/", "way/a");
    }
  }

  @Test
  void owners_are_as_the_container_sees_them() throws IOException {
    Files.setAttribute(at.root.resolve("d/a"), "unix:uid", (int) FIRST + 1000);
    Files.setAttribute(at.root.resolve("d/b"), "unix:uid", 5);
    Packed a = at.pack("/d/a").getFirst();
    assertThat(a.attributes().uid()).isEqualTo(1000);
    assertThat(a.attributes().gid()).isZero();
    assertThat(at.pack("/d/b").getFirst().attributes().uid()).isEqualTo(65_534);
  }

  @Test
  void a_second_name_of_a_file_is_a_hard_link() throws IOException {
    Files.createLink(at.root.resolve("d/z"), at.root.resolve("d/a"));
    Packed z = at.pack("/d").getLast();
    assertThat(z.entry().kind()).isEqualTo(Kind.HARD_LINK);
    assertThat(z.entry().link()).isEqualTo("d/a");
  }

  @Test
  void a_path_says_what_it_is() throws IOException {
    assertThat(stat("/d/b").size()).isEqualTo(2);
    assertThat(stat("/d/.").name()).isEqualTo(".");
    assertThat(stat("/").name()).isEqualTo("/");
    assertThat(stat("/way").linkTarget()).isEqualTo("/d");
    assertThat(stat("/way/link").linkTarget()).isEqualTo("/d/sub/f");
    assertThat(stat("/dangling").linkTarget()).isEqualTo("/nowhere/x");
    assertThatThrownBy(() -> stat("/nowhere")).hasMessageContaining("No such file");
    assertThatThrownBy(() -> stat("/d/a/")).hasMessageContaining("Not a directory");
  }

  /** The link is absolute on the host; in the container it leads nowhere. */
  @Test
  void a_link_to_the_host_leads_nowhere() throws IOException {
    assertThat(Files.readString(at.root.resolve("out/secret"))).isEqualTo("the host's");
    assertThatThrownBy(() -> at.pack("/out/secret")).hasMessageContaining("No such file");
    assertThatThrownBy(() -> at.pack("/../outside/secret")).hasMessageContaining("No such file");
    at.link("d/up", "../../outside/secret");
    assertThatThrownBy(() -> at.pack("/d/up/.")).hasMessageContaining("No such file");
  }

  /** What the gateway can read and the container's root cannot. */
  @Test
  void a_file_of_the_host_that_is_not_for_everybody_is_not_read() throws IOException {
    Path hosts = Files.createDirectory(at.root.resolve("hosts"));
    Files.writeString(hosts.resolve("public"), "p");
    Files.setAttribute(Files.writeString(hosts.resolve("shadow"), "s"), "unix:mode", 0600);
    Path closed = Files.createDirectory(hosts.resolve("closed"));
    Files.writeString(closed.resolve("f"), "f");
    Files.setAttribute(closed, "unix:mode", 0700);
    assertThat(names("/hosts")).containsExactly("hosts/", "hosts/closed/", "hosts/public");
    assertThatThrownBy(() -> at.pack("/hosts/shadow")).hasMessageContaining("belongs to the host");
    assertThatThrownBy(() -> at.pack("/hosts/closed/f"))
        .hasMessageContaining("belongs to the host");
  }

  /**
   * Each level is a file that is open, and a call on the stack: a container must not choose both.
   */
  @Test
  void a_tree_without_end_is_copied_and_removed_as_far_as_that_goes() throws Exception {
    String script = "for i in $(seq 700); do mkdir x && cd x; done";
    new ProcessBuilder("sh", "-c", script)
        .directory(at.directory("deep").toFile())
        .start()
        .waitFor();
    new ProcessBuilder("chown", "-R", FIRST + ":" + FIRST, at.root.resolve("deep").toString())
        .start()
        .waitFor();
    assertThat(names("/deep")).hasSizeBetween(512, 514);
    assertThatThrownBy(() -> at.pack("/deep" + "/x".repeat(600))).hasMessageContaining("too deep");
    assertThatThrownBy(() -> at.unpack(TestTree.tar().file("deep", "").bytes(), "/"))
        .hasMessageContaining("too deep");
  }

  @Test
  void links_in_a_circle_end() throws IOException {
    at.link("a", "b");
    at.link("b", "a");
    assertThatThrownBy(() -> at.pack("/a/")).hasMessageContaining("symbolic links");
    assertThat(names("/a")).containsExactly("a");
  }

  @Test
  void a_socket_is_left_out_and_a_pipe_is_not_opened() throws Exception {
    new ProcessBuilder("mkfifo", at.root.resolve("d/p").toString()).start().waitFor();
    assertThat(at.pack("/d"))
        .anyMatch(p -> p.entry().name().equals("d/p") && p.entry().kind() == Kind.FIFO);
  }

  @Test
  void the_capabilities_of_a_file_are_of_the_root_inside() throws IOException {
    byte[] version2 = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] outside = FileCapability.outside(version2, TestTree.MAPS.uids()).orElseThrow();
    assertThat(outside).hasSize(24).startsWith(1, 0, 0, 3).endsWith(0, 0, 8, 0);
    assertThat(FileCapability.inside(outside, TestTree.MAPS.uids())).contains(version2);
    assertThat(FileCapability.inside(version2, TestTree.MAPS.uids())).isEmpty();
    assertThat(FileCapability.outside(new byte[3], TestTree.MAPS.uids())).isEmpty();
    at.unpack(
        TestTree.tar()
            .add(
                new dev.cofferdam.docker.TarEntry("ping", Kind.FILE, "", 0),
                TestTree.attributes(
                    0755,
                    0,
                    0,
                    java.util.Map.of(
                        FileCapability.NAME,
                        new String(version2, java.nio.charset.StandardCharsets.ISO_8859_1),
                        "trusted.overlay.opaque",
                        "y")),
                "")
            .bytes(),
        "/");
    assertThat(at.pack("/ping").getFirst().attributes().xattrs())
        .containsOnlyKeys(FileCapability.NAME);
  }

  @Test
  void a_user_is_looked_up_in_the_container() throws IOException {
    at.directory("etc");
    at.file("etc/passwd", "root:x:0:0::/:/bin/sh\nweb:x:33:44::/:/bin/sh\n");
    try (ContainerTree tree = at.tree()) {
      assertThat(ContainerUser.of(tree, "")).isEmpty();
      assertThat(ContainerUser.of(tree, "web:x")).contains(new dev.cofferdam.linux.Owner(33, 44));
      assertThat(ContainerUser.of(tree, "33")).contains(new dev.cofferdam.linux.Owner(33, 44));
      assertThat(ContainerUser.of(tree, "77")).contains(new dev.cofferdam.linux.Owner(77, 0));
      assertThatThrownBy(() -> ContainerUser.of(tree, "who")).hasMessageContaining("no user who");
    }
  }
}
