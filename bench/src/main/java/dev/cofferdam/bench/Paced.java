package dev.cofferdam.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that sends at a fixed rate, whatever comes back: latency where the machine is not full.
 * One blocking thread for each connection.
 *
 * <p>A request that is late because the answer before it was slow counts from when it was due; one
 * that is late because the client's own timer was slow counts from when it was sent.
 */
final class Paced {
  private final Request request;
  private final long intervalNanos;

  private Paced(Request request, long intervalNanos) {
    this.request = request;
    this.intervalNanos = intervalNanos;
  }

  /**
   * @param perSecond requests of all connections together
   */
  static Measured run(
      Path socket, Request request, int connections, int perSecond, Duration counted)
      throws IOException, InterruptedException {
    Paced paced = new Paced(request, 1_000_000_000L * connections / perSecond);
    long start = System.nanoTime() + 50_000_000L;
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<Samples>> lanes = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        long first = start + paced.intervalNanos * i / connections;
        lanes.add(threads.submit(() -> paced.drive(socket, first, first + counted.toNanos())));
      }
      Samples all = new Samples();
      for (Future<Samples> lane : lanes) {
        all.addAll(lane.get());
      }
      return Measured.of(all, counted.toNanos());
    } catch (ExecutionException failed) {
      throw new IOException(request.name() + ": " + failed.getCause(), failed);
    }
  }

  private Samples drive(Path socket, long first, long end) throws IOException {
    Samples samples = new Samples();
    ResponseReader reader = new ResponseReader();
    ByteBuffer out = request.buffer();
    ByteBuffer in = ByteBuffer.allocateDirect(128 * 1024);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      exchange(channel, out, in, reader); // who is at the other end is found out once
      for (long due = first; due < end; due += intervalNanos) {
        boolean slow = System.nanoTime() > due;
        for (long left; (left = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(left);
        }
        long from = slow ? due : System.nanoTime();
        exchange(channel, out, in, reader);
        samples.add(System.nanoTime() - from);
      }
    }
    return samples;
  }

  private void exchange(SocketChannel channel, ByteBuffer out, ByteBuffer in, ResponseReader reader)
      throws IOException {
    out.rewind();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    reader.reset();
    boolean complete;
    do {
      in.clear();
      if (channel.read(in) < 0) {
        throw new EOFException("the connection was closed");
      }
      complete = reader.take(in.flip());
    } while (!complete);
    ClosedLoop.check(request, reader);
  }
}
