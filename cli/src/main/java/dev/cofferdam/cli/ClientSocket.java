package dev.cofferdam.cli;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The socket that clients connect to. */
final class ClientSocket {
  /** S_IFMT and S_IFSOCK in inode(7). */
  private static final int TYPE = 0xF000;

  private static final int SOCKET = 0xC000;

  private ClientSocket() {}

  /** Nobody else's socket is ever taken over, an engine's least of all. */
  static void requireFree(Path socket) throws IOException, CommandFailure {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(socket)) {
      throw new CommandFailure(socket + " exists and is not a socket: choose another --socket.");
    }
    if (!abandoned(socket)) {
      throw new CommandFailure(
          "Somebody listens on " + socket + " already: choose another --socket.");
    }
  }

  /** Removes it if a daemon that was killed has left it. */
  static void removeAbandoned(Path socket) throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && isSocket(socket) && abandoned(socket)) {
      Files.delete(socket);
    }
  }

  /** connect(2) is refused where the socket's file is there and nobody listens. */
  private static boolean abandoned(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return !channel.isConnected();
    } catch (SocketException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & TYPE) == SOCKET;
  }
}
