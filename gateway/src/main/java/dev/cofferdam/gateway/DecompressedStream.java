package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A compressed body that is inspected on its way, and goes on as the inspection has it. That is
 * done beside the event loop: what a small part decompresses to would hold up other connections.
 *
 * <p>Parts that come meanwhile wait, and are inspected together: to change threads for each of a
 * client's chunks takes longer than to decompress it. In memory are those that wait, those that are
 * inspected, and one piece of what they decompress to; no more of it is made until the engine takes
 * that.
 */
final class DecompressedStream implements BodyStream {
  /** No more parts are asked for while so many bytes wait. */
  static final int MOST_WAITING = 64 * 1024;

  /** Bytes that go on at once, at most; a single piece of the inspection's may be larger. */
  static final int PIECE = 128 * 1024;

  private final EventLoop loop;
  private final ByteBufAllocator buffers;
  private final BodyInspection inspection;
  private final Onward engine;
  private final Runnable more;
  private final Consumer<String> refused;
  private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
  private boolean lastCame;
  private boolean busy;
  private boolean complete;
  private @Nullable CompletableFuture<Void> room;
  private boolean over;

  /**
   * @param more asks for the next part
   * @param refused is told on the event loop why a part may not go on; then no later one does
   */
  DecompressedStream(
      EventLoop loop,
      ByteBufAllocator buffers,
      BodyInspection inspection,
      Onward engine,
      Runnable more,
      Consumer<String> refused) {
    this.loop = loop;
    this.buffers = buffers;
    this.inspection = inspection;
    this.engine = engine;
    this.more = more;
    this.refused = refused;
  }

  @Override
  public void accept(HttpContent part) {
    if (over) {
      part.release();
      return;
    }
    add(part.content());
    part.release();
    lastCame = part instanceof LastHttpContent;
    goOn();
  }

  /** To one buffer, however small a client's chunks are. */
  private void add(ByteBuf bytes) {
    if (bytes.isReadable()) {
      if (!waiting.isReadable()) {
        waiting = buffers.buffer(Math.max(MOST_WAITING, bytes.readableBytes()));
      }
      waiting.writeBytes(bytes);
    }
  }

  /** Has what waits inspected, if nothing is, and asks for more, if there is room for it. */
  private void goOn() {
    boolean something = waiting.isReadable() || lastCame;
    if (!busy && !complete && something && engine.writable()) {
      busy = true;
      ByteBuf bytes = waiting;
      boolean last = lastCame;
      waiting = Unpooled.EMPTY_BUFFER;
      Thread.ofVirtual().start(() -> inspect(bytes, last));
    }
    if (!lastCame && waiting.readableBytes() < MOST_WAITING) {
      more.run();
    }
  }

  @Override
  public void resume() {
    CompletableFuture<Void> awaited = room;
    if (awaited != null) {
      room = null;
      awaited.complete(null);
    } else if (!over) {
      goOn();
    }
  }

  @Override
  public void stop() {
    over = true;
    waiting.release();
    waiting = Unpooled.EMPTY_BUFFER;
    resume(); // so that its thread ends
  }

  @Override
  public boolean complete() {
    return complete;
  }

  // ---- on a virtual thread ----

  private void inspect(ByteBuf bytes, boolean last) {
    Outgoing outgoing = new Outgoing();
    String problem = "";
    try {
      inspection.feed(bytes.nioBuffer());
      for (ByteBuffer some = inspection.next(); some.hasRemaining(); some = inspection.next()) {
        outgoing.add(some);
      }
      if (last) {
        inspection.end(); // before the last bytes go on, which may make the body complete
      }
    } catch (CancellationException stopped) {
      problem = "the request is over";
    } catch (RuntimeException failed) {
      problem = InspectedStream.sentence(failed);
    } finally {
      bytes.release();
    }
    String why = problem;
    loop.execute(() -> inspected(outgoing.bytes, last, why));
  }

  /** What the inspection gave that has not gone on yet; never without the last of it. */
  private final class Outgoing {
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    void add(ByteBuffer some) {
      if (bytes.readableBytes() + some.remaining() > PIECE) {
        ByteBuf piece = bytes;
        bytes = Unpooled.EMPTY_BUFFER;
        passOn(piece);
      }
      if (bytes.capacity() == 0) {
        bytes = buffers.buffer(Math.max(PIECE, some.remaining()));
      }
      bytes.writeBytes(some);
    }
  }

  /** Waits until the engine has room for more. */
  private void passOn(ByteBuf piece) {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    loop.execute(() -> {
      if (over) {
        piece.release();
        taken.cancel(false);
        return;
      }
      write(piece);
      if (engine.writable()) {
        taken.complete(null);
      } else {
        room = taken;
      }
    });
    taken.join();
  }

  // ---- on the event loop ----

  private void inspected(ByteBuf rest, boolean last, String problem) {
    busy = false;
    if (over) {
      rest.release();
    } else if (!problem.isEmpty()) {
      rest.release();
      stop();
      refused.accept(problem);
    } else {
      write(rest);
      if (last) {
        complete = true;
        engine.write(LastHttpContent.EMPTY_LAST_CONTENT);
        engine.flush();
        more.run();
      } else {
        goOn();
      }
    }
  }

  private void write(ByteBuf piece) {
    if (piece.isReadable()) {
      engine.write(new DefaultHttpContent(piece));
      engine.flush();
    } else {
      piece.release();
    }
  }
}
