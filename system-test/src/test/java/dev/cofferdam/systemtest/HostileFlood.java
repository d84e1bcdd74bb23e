package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Opens connections at a steady rate, of every bad kind in turn, and keeps many of them open. */
final class HostileFlood {
  /** Under the gateway's limit for a uid, for the polite client of the test has the same. */
  private static final int OPEN = 1_000;

  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1) / 500;
  private static final String CREATE =
      RawHttp.head("POST", Hostile.CREATE) + "Content-Type: application/json\r\n";
  private static final String PING = RawHttp.head("GET", "/_ping") + "\r\n";

  private enum Ending {
    CLOSED_LATER,
    CLOSED_AT_ONCE,
    HALF_CLOSED
  }

  private record Kind(String bytes, Ending ending) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("", Ending.CLOSED_LATER), // says nothing
          new Kind("GET /_ping HTTP/1.1\r\nHo", Ending.CLOSED_LATER), // half a request
          new Kind("GET /_ping HTTP/1.1\r\nHo", Ending.HALF_CLOSED),
          new Kind(CREATE + "Content-Length: 1000\r\n\r\n{\"Im", Ending.CLOSED_LATER), // slow
          new Kind(CREATE + "Content-Length: 1000\r\n\r\n{\"Im", Ending.CLOSED_AT_ONCE),
          new Kind(CREATE + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"I", Ending.CLOSED_LATER),
          new Kind(PING.repeat(50), Ending.CLOSED_AT_ONCE), // asks much and reads nothing
          new Kind(PING.repeat(50), Ending.CLOSED_LATER),
          new Kind(PING, Ending.HALF_CLOSED),
          new Kind("\u0016\u0003\u0001\u0002\u0000\u0001\u00ff\u00fe", Ending.CLOSED_LATER),
          new Kind("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Ending.CLOSED_AT_ONCE),
          new Kind("GET / HTTP/1.1\r\nX: " + "x".repeat(70_000), Ending.CLOSED_LATER),
          new Kind(
              RawHttp.head("POST", "/v1.41/build")
                  + "Content-Type: application/x-tar\r\nContent-Length: 100000\r\n\r\nno archive",
              Ending.CLOSED_LATER));

  private final Path socket;
  private final Deque<SocketChannel> open = new ArrayDeque<>();

  HostileFlood(Path socket) {
    this.socket = socket;
  }

  /** Opens so many one after another; in the end all are closed. */
  void run(int count) {
    try {
      long next = System.nanoTime();
      for (int i = 0; i < count; i++) {
        open(KINDS.get(i % KINDS.size()));
        if (open.size() > OPEN) {
          open.removeFirst().close();
        }
        next += BETWEEN_NANOS;
        LockSupport.parkNanos(next - System.nanoTime());
      }
      while (!open.isEmpty()) {
        open.removeFirst().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open(Kind kind) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    channel.configureBlocking(false);
    try {
      channel.write(ByteBuffer.wrap(kind.bytes().getBytes(StandardCharsets.ISO_8859_1)));
      if (kind.ending() == Ending.HALF_CLOSED) {
        channel.shutdownOutput();
      }
    } catch (IOException hungUp) {
      // it may, on bad bytes
    }
    if (kind.ending() == Ending.CLOSED_AT_ONCE) {
      channel.close();
    } else {
      open.addLast(channel);
    }
  }
}
