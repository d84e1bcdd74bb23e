package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A socket between the gateway and the engine that passes every byte on, and tells of each request
 * that changes something before the engine sees it.
 */
final class Wire implements AutoCloseable {
  private final Path engine;
  private final Path socket;
  private final ServerSocketChannel server;
  private final Consumer<String> beforeWrite;
  private final Consumer<String> everything;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  private Wire(
      Path engine,
      Path socket,
      ServerSocketChannel server,
      Consumer<String> beforeWrite,
      Consumer<String> everything) {
    this.engine = engine;
    this.socket = socket;
    this.server = server;
    this.beforeWrite = beforeWrite;
    this.everything = everything;
  }

  /**
   * @param beforeWrite gets the first line of each POST, PUT and DELETE, which waits for it
   */
  static Wire to(Engine engine, Path directory, Consumer<String> beforeWrite) {
    return to(engine, directory, beforeWrite, _ -> {});
  }

  /**
   * @param everything gets all bytes that the engine gets, a character for each
   */
  static Wire to(
      Engine engine, Path directory, Consumer<String> beforeWrite, Consumer<String> everything) {
    try {
      Path socket = directory.resolve("wire.sock");
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      Wire wire = new Wire(engine.socket(), socket, server, beforeWrite, everything);
      Thread.ofVirtual().start(wire::accept);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path socket() {
    return socket;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        SocketChannel upstream = SocketChannel.open(UnixDomainSocketAddress.of(engine));
        open.add(client);
        open.add(upstream);
        Thread.ofVirtual().start(() -> pass(client, upstream, this::tell));
        Thread.ofVirtual().start(() -> pass(upstream, client, _ -> {}));
      }
    } catch (IOException closed) {
      return; // by close()
    }
  }

  /** The gateway writes a request's head at once, so it begins a chunk. */
  private void tell(ByteBuffer chunk) {
    String text = StandardCharsets.ISO_8859_1.decode(chunk.duplicate()).toString();
    everything.accept(text);
    if (text.startsWith("POST ") || text.startsWith("PUT ") || text.startsWith("DELETE ")) {
      beforeWrite.accept(text.lines().findFirst().orElse(""));
    }
  }

  private static void pass(SocketChannel from, SocketChannel to, Consumer<ByteBuffer> look) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (from.read(buffer.clear()) >= 0) {
        look.accept(buffer.flip());
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
      to.shutdownOutput();
    } catch (IOException closed) {
      return; // the other direction ends by itself
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Channel channel : open) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
