package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.PolicyException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the daemon that need no connection. */
class PiecesTest {
  @TempDir Path directory;

  @Nested
  class A_socket_file {
    private Path socket() {
      return directory.resolve("s.sock");
    }

    private ServerSocketChannel listen() throws IOException {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket()));
      return server;
    }

    @Test
    void that_nobody_listens_on_makes_room() throws Exception {
      listen().close();
      assertThat(socket()).exists();
      SocketFile.prepare(socket());
      assertThat(socket()).doesNotExist();
    }

    @Test
    void that_somebody_listens_on_is_left_alone() throws Exception {
      try (ServerSocketChannel server = listen()) {
        assertThatThrownBy(() -> SocketFile.prepare(socket()))
            .hasMessageContaining("another process listens there");
        assertThat(server.isOpen()).isTrue();
      }
      assertThat(socket()).exists();
    }

    @Test
    void is_never_some_other_file() throws Exception {
      Files.writeString(socket(), "precious");
      assertThatThrownBy(() -> SocketFile.prepare(socket())).hasMessageContaining("is no socket");
      assertThat(socket()).hasContent("precious");
    }

    @Test
    void is_never_a_link_or_a_fifo() throws Exception {
      Path link = Files.createSymbolicLink(directory.resolve("link"), socket());
      assertThatThrownBy(() -> SocketFile.prepare(link)).hasMessageContaining("is no socket");
      Path fifo = directory.resolve("fifo");
      assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
      assertThatThrownBy(() -> SocketFile.prepare(fifo)).hasMessageContaining("is no socket");
      assertThat(fifo).exists();
    }

    @Test
    void gets_a_directory() throws Exception {
      SocketFile.prepare(directory.resolve("a/b/s.sock"));
      assertThat(directory.resolve("a/b")).isDirectory();
    }

    @Test
    void is_not_given_to_a_group_that_does_not_exist() throws Exception {
      try (ServerSocketChannel server = listen()) {
        assertThat(server.isOpen()).isTrue();
        assertThatThrownBy(
                () -> SocketFile.admit(socket(), java.util.Optional.of("no-such-group-here"), "x"))
            .hasMessageContaining("there is no group no-such-group-here");
      }
    }
  }

  @Nested
  class A_policy {
    private static final String GOOD =
        "version: 1\nroles:\n  r:\n    - allow: [system.ping]\nbindings:\n  - role: r\n    to: [\"user:u\"]\n";

    @Test
    void that_is_broken_leaves_the_running_one_in_force() throws Exception {
      Path file = Files.writeString(directory.resolve("p.yaml"), GOOD);
      PolicyInForce policies = PolicyInForce.load(file);
      PolicyInForce.Version before = policies.current();
      Files.writeString(file, "version: 1\nrolls: {}\n");
      assertThatThrownBy(() -> policies.replace(file)).isInstanceOf(PolicyException.class);
      assertThat(policies.current()).isSameAs(before);
      assertThat(policies.lastError()).isPresent();
      Files.writeString(file, GOOD);
      policies.replace(file);
      assertThat(policies.lastError()).isEmpty();
      assertThat(policies.current()).isNotSameAs(before);
    }

    @Test
    void that_is_gone_leaves_the_running_one_in_force() throws Exception {
      Path file = Files.writeString(directory.resolve("p.yaml"), GOOD);
      PolicyInForce policies = PolicyInForce.load(file);
      Files.delete(file);
      assertThatThrownBy(() -> policies.replace(file)).isInstanceOf(IOException.class);
      assertThat(policies.current().file()).isEqualTo(file);
    }
  }

  @Nested
  class A_path_of_the_host {
    private String resolved(Path path) throws Exception {
      return HostPaths.resolve(List.of(path.toString())).values().iterator().next();
    }

    @Test
    void is_followed_through_links_in_its_parents() throws Exception {
      Path real = Files.createDirectories(directory.toRealPath().resolve("real/in"));
      Path link = Files.createSymbolicLink(directory.resolve("link"), real.getParent());
      assertThat(resolved(link.resolve("in"))).isEqualTo(real.toString());
      assertThat(resolved(link.resolve("new/deep"))).isEqualTo(real.getParent() + "/new/deep");
    }

    @Test
    void that_dangles_or_loops_is_refused() throws Exception {
      Path dangling = Files.createSymbolicLink(directory.resolve("d"), Path.of("/no/such/place"));
      assertThatThrownBy(() -> resolved(dangling)).isInstanceOf(BadRequest.class);
      assertThatThrownBy(() -> resolved(dangling.resolve("below"))).isInstanceOf(BadRequest.class);
      Path loop = Files.createSymbolicLink(directory.resolve("l"), directory.resolve("l"));
      assertThatThrownBy(() -> resolved(loop)).isInstanceOf(BadRequest.class);
    }

    @Test
    void that_climbs_is_cleaned() throws Exception {
      assertThat(resolved(Path.of("/etc/../etc/./hostname"))).isEqualTo("/etc/hostname");
    }
  }

  @Nested
  class Settings_of_the_daemon {
    private final String[] needed = {
      "--engine", "unix:///e.sock", "--socket", "/s.sock", "--policy", "/p", "--state", "/st"
    };

    private List<String> with(String... more) {
      return java.util.stream.Stream.of(needed, more).flatMap(java.util.Arrays::stream).toList();
    }

    @Test
    void by_default_require_a_file_of_records_in_the_state_directory() {
      Settings settings = Settings.parse(List.of(needed));
      assertThat(settings.engine()).isEqualTo(Path.of("/e.sock"));
      assertThat(settings.socket()).isEqualTo(Path.of("/s.sock"));
      assertThat(settings.policy()).isEqualTo(Path.of("/p"));
      assertThat(settings.state()).isEqualTo(Path.of("/st"));
      assertThat(settings.group()).isEmpty();
      assertThat(settings.selfFilter()).isTrue();
      assertThat(settings.sinks()).hasSize(1).allMatch(sink -> sink.required());
      assertThat(settings.sinks().getFirst().name()).isEqualTo("file:/st/audit");
    }

    @Test
    void may_all_be_something_else() {
      Settings settings =
          Settings.parse(
              with(
                  "--group",
                  "ops",
                  "--audit",
                  "syslog:/l",
                  "--audit",
                  "file:/a",
                  "--self-filter",
                  "off"));
      assertThat(settings.group()).contains("ops");
      assertThat(settings.selfFilter()).isFalse();
      assertThat(settings.sinks())
          .extracting(sink -> sink.name())
          .containsExactly("syslog:/l", "file:/a");
    }

    @Test
    void that_are_wrong_are_named() {
      assertThatThrownBy(() -> Settings.parse(with("--what", "x"))).hasMessageContaining("--what");
      assertThatThrownBy(() -> Settings.parse(with("--group"))).hasMessageContaining("--group");
      assertThatThrownBy(() -> Settings.parse(with("--self-filter", "maybe")))
          .hasMessageContaining("--self-filter is on or off, not maybe");
      assertThatThrownBy(() -> Settings.parse(with("--engine", "tcp://h:2375")))
          .hasMessageContaining("tcp://h:2375");
      assertThatThrownBy(() -> Settings.parse(List.of())).hasMessageContaining("--state");
    }
  }

  @Nested
  class A_list_of_containers {
    private static boolean web(Resource.Container found) {
      return found.name().startsWith("web-");
    }

    private String filtered(String list, long limit) {
      byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
      return new String(
          JsonEdit.list(bytes, new ContainerItem(A_list_of_containers::web, found -> true), limit),
          StandardCharsets.UTF_8);
    }

    @Test
    void keeps_what_is_visible_byte_for_byte() {
      String shown = "{ \"Names\" : [\"/web-ü\"], \"X\":[{\"a\":1.50}], \"Labels\":null}";
      assertThat(filtered(" [{\"Names\":[\"/db\"]} , " + shown + "\n]", -1))
          .isEqualTo("[" + shown + "]\n");
      assertThat(filtered("[]", -1)).isEqualTo("[]\n");
    }

    @Test
    void counts_only_what_is_visible() {
      String one = "{\"Names\":[\"/web-1\"]}";
      assertThat(filtered("[{\"Names\":[\"/db\"]}," + one + "," + one + "]", 1))
          .isEqualTo("[" + one + "]\n");
    }

    @Test
    void goes_by_a_containers_own_name_and_not_by_an_alias_in_a_link() {
      assertThat(filtered("[{\"Names\":[\"/x/web-1\",\"/db\"]}]", -1)).isEqualTo("[]\n");
      assertThat(filtered("[{\"Names\":[\"/db/x\",\"/web-1\"]}]", -1)).contains("web-1");
      assertThat(filtered("[{\"Names\":[]},{}]", -1)).isEqualTo("[]\n");
    }

    @Test
    void that_is_cut_or_no_list_gives_nothing() {
      assertThatThrownBy(() -> filtered("[{\"Names\":[\"/web-1\"]},{\"Na", -1))
          .isInstanceOf(UnreadableAnswer.class);
      assertThatThrownBy(() -> filtered("{}", -1)).isInstanceOf(UnreadableAnswer.class);
    }

    @Test
    void is_readable_whatever_labels_somebody_gave_a_container() {
      String label = "k".repeat(60_000);
      String odd = "{\"Names\":[\"/db\"],\"Labels\":{\"" + label + "\":\"v\"}}";
      assertThat(filtered("[" + odd + ",{\"Names\":[\"/web-1\"]}]", -1)).contains("web-1");
    }
  }
}
