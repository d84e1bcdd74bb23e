package dev.cofferdam.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that keeps each of its connections busy: the next request follows the answer at once.
 * One thread and one selector for all connections.
 */
final class ClosedLoop {
  private static final int BUFFER = 256 * 1024;

  private final Request request;
  private final ByteBuffer out;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private Samples samples = new Samples();

  private ClosedLoop(Request request) {
    this.request = request;
    this.out = request.buffer();
  }

  /** A connection and the answer that it waits for. */
  private static final class Lane {
    final SocketChannel channel;
    final ResponseReader reader = new ResponseReader();
    long sentAt;

    Lane(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * @param warmUp before it counts
   * @throws IOException when a connection fails or an answer is not the expected one
   */
  static Measured run(
      Path socket, Request request, int connections, Duration warmUp, Duration counted)
      throws IOException {
    return new ClosedLoop(request).drive(socket, connections, warmUp, counted);
  }

  private Measured drive(Path socket, int connections, Duration warmUp, Duration counted)
      throws IOException {
    List<Lane> lanes = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        Lane lane = new Lane(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        lanes.add(lane);
        lane.channel.configureBlocking(false);
        lane.channel.register(selector, SelectionKey.OP_READ, lane);
      }
      for (Lane lane : lanes) {
        send(lane);
      }
      turn(selector, System.nanoTime() + warmUp.toNanos());
      samples = new Samples();
      long start = System.nanoTime();
      turn(selector, start + counted.toNanos());
      return Measured.of(samples, System.nanoTime() - start);
    } finally {
      for (Lane lane : lanes) {
        lane.channel.close();
      }
    }
  }

  private void turn(Selector selector, long until) throws IOException {
    while (System.nanoTime() < until) {
      int ready = selector.select(2_000);
      if (ready == 0) {
        throw new IOException("no answer to " + request.name() + " for 2 s");
      }
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.attachment() instanceof Lane lane) {
          receive(lane);
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void send(Lane lane) throws IOException {
    lane.sentAt = System.nanoTime();
    out.rewind();
    while (out.hasRemaining()) {
      lane.channel.write(out); // a few KB: the socket's buffer takes them at once
    }
  }

  private void receive(Lane lane) throws IOException {
    in.clear();
    if (lane.channel.read(in) < 0) {
      throw new EOFException("the connection was closed during " + request.name());
    }
    in.flip();
    if (!lane.reader.take(in)) {
      return;
    }
    samples.add(System.nanoTime() - lane.sentAt);
    check(request, lane.reader);
    lane.reader.reset();
    send(lane);
  }

  static void check(Request request, ResponseReader reader) throws IOException {
    if (reader.status() != request.status()) {
      throw new IOException(
          "%s was answered with %d instead of %d: %s"
              .formatted(request.name(), reader.status(), request.status(), reader.kept()));
    }
  }
}
