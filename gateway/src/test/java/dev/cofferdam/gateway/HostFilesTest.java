package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Kernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real files and the real /proc. */
final class HostFilesTest {
  @TempDir private Path directory;
  private final HostFiles files = HostFiles.ofThisHost();

  @Test
  void owner_and_mode_are_those_of_the_file_that_a_link_leads_to() throws IOException {
    Path file = Files.createFile(directory.resolve("f"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw---x"));
    Path link = Files.createSymbolicLink(directory.resolve("l"), file);
    HostFiles.Standing standing = files.standing(link).orElseThrow();
    assertThat(standing.mode() & 07777).isEqualTo(0661);
    assertThat(standing.isSocket()).isFalse();
    assertThat(standing.uid())
        .isEqualTo(((Number) Files.getAttribute(file, "unix:uid")).longValue());
    assertThat(files.real(link)).isEqualTo(file.toRealPath());
  }

  @Test
  void what_is_not_there_has_no_standing_and_is_its_own_path() {
    Path missing = directory.resolve("missing");
    assertThat(files.standing(missing)).isEmpty();
    assertThat(files.real(missing)).isEqualTo(missing);
  }

  @Test
  void the_process_behind_a_socket_is_found_with_all_that_it_listens_on() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    try (ServerSocketChannel one = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ServerSocketChannel two = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ServerSocketChannel tcp = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      one.bind(UnixDomainSocketAddress.of(first));
      two.bind(UnixDomainSocketAddress.of(second));
      tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(files.standing(first).orElseThrow().isSocket()).isTrue();
      List<Listener> all =
          new EngineProcess(Path.of("/proc"), files).listeners(first).orElseThrow();
      assertThat(all)
          .anyMatch(l -> l instanceof Listener.Unix unix && unix.path().equals(second))
          .anyMatch(l -> l instanceof Listener.Tcp t && t.address().equals(address(tcp)));
    }
  }

  @Test
  void this_host_is_looked_through_without_an_engine() {
    Path missing = directory.resolve("docker.sock");
    List<Hazard> found =
        new Hazards(Kernel.real())
            .find(
                new Hazards.Guarded(
                    missing,
                    List.of(),
                    directory.resolve("g.sock"),
                    Path.of("/usr"),
                    Path.of("/etc/passwd")),
                List.of());
    assertThat(found).extracting(Hazard::what).noneMatch(what -> what.contains("listens"));
  }

  private static String address(ServerSocketChannel channel) {
    return "127.0.0.1:" + channel.socket().getLocalPort();
  }
}
