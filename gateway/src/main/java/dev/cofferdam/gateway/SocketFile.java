package dev.cofferdam.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/**
 * The file of a listening Unix socket: made where nobody else listens, given to the right group,
 * taken away again.
 */
final class SocketFile {
  /** Type bits of a file's mode, inode(7). */
  private static final int S_IFMT = 0170000;

  private static final int S_IFSOCK = 0140000;

  private SocketFile() {}

  /**
   * Makes room for a socket: its directory, and the leftover of a gateway that was killed.
   *
   * @throws IOException when somebody listens there, or something else than a socket is in the way
   */
  static void prepare(Path socket) throws IOException {
    Path directory = socket.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(socket)) {
      throw new IOException(socket + " exists and is no socket; remove it or choose another");
    }
    if (answers(socket)) {
      throw new IOException(socket + ": another process listens there already");
    }
    Files.delete(socket);
  }

  private static boolean isSocket(Path file) throws IOException {
    Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return mode instanceof Integer bits && (bits & S_IFMT) == S_IFSOCK;
  }

  /**
   * Only a refused connection tells that nobody listens; a datagram socket, for instance, fails
   * otherwise.
   */
  private static boolean answers(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (ConnectException nobody) {
      return false;
    }
  }

  /**
   * Opens a bound socket to a group: 0660. Without a group it stays with root's.
   *
   * @param wanted a group that must exist; empty for {@code fallback}, if it exists
   */
  static String admit(Path socket, Optional<String> wanted, String fallback) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(socket, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Optional<GroupPrincipal> group = group(wanted.orElse(fallback));
    if (wanted.isPresent() && group.isEmpty()) {
      throw new IOException("there is no group " + wanted.get() + " (--group)");
    }
    if (group.isPresent()) {
      view.setGroup(group.get());
    }
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    return view.readAttributes().group().getName();
  }

  private static Optional<GroupPrincipal> group(String name) throws IOException {
    try {
      return Optional.of(
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(name));
    } catch (UserPrincipalNotFoundException none) {
      return Optional.empty();
    }
  }
}
