package dev.cofferdam.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request. Nobody reads it until it was decided what for: it is collected (to be
 * inspected), streamed to the engine, or thrown away. On the client's event loop only.
 */
final class RequestBody {
  static final String MALFORMED = "the request's body is not well-formed";

  /** An inspected body has to be complete within this time (hazard F8). */
  static final int COLLECT_SECONDS = 30;

  private enum Mode {
    HELD,
    COLLECTING,
    STREAMING,
    DISCARDED
  }

  private final Channel channel;
  private final Runnable more;
  private final BodyBudget budget;
  private final boolean expectContinue;
  private CompletableFuture<byte[]> collected = new CompletableFuture<>();
  private Mode mode = Mode.HELD;
  private boolean complete;
  private boolean broken;
  private int limit;
  private ByteBuf collecting = Unpooled.EMPTY_BUFFER;
  private @Nullable EngineLink link;
  private @Nullable ScheduledFuture<?> deadline;
  private long received;
  private long taken;

  /**
   * @param more asks for the next part
   */
  RequestBody(
      Channel channel, Runnable more, BodyBudget budget, boolean present, boolean expectContinue) {
    this.budget = budget;
    this.channel = channel;
    this.more = more;
    this.complete = !present;
    this.expectContinue = expectContinue;
  }

  boolean complete() {
    return complete;
  }

  long received() {
    return received;
  }

  /** Whether it cannot be decoded to its end. */
  boolean isBroken() {
    return broken;
  }

  /**
   * Reads a connection's body whole and waits for it; for virtual threads.
   *
   * @param current asked for on the event loop; null when the client has gone
   */
  static byte[] read(Channel channel, Supplier<@Nullable RequestBody> current, int most)
      throws BodyException, InterruptedException {
    CompletableFuture<byte[]> reading = new CompletableFuture<>();
    channel
        .eventLoop()
        .execute(() -> {
          RequestBody receiving = current.get();
          if (receiving == null) {
            reading.completeExceptionally(new BodyException(400, "the client went away"));
          } else {
            receiving.collect(most, reading);
          }
        });
    try {
      return reading.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof BodyException cause) {
        throw cause;
      }
      throw new BodyException(400, "the request's body could not be read");
    }
  }

  /**
   * @param into gets the whole body, or a {@link BodyException}
   * @param most bytes
   */
  void collect(int most, CompletableFuture<byte[]> into) {
    collected = into;
    if (broken) {
      collected.completeExceptionally(new BodyException(400, MALFORMED));
      return;
    }
    if (complete) {
      collected.complete(new byte[0]);
      return;
    }
    mode = Mode.COLLECTING;
    limit = most;
    collecting = channel.alloc().buffer();
    deadline =
        channel
            .eventLoop()
            .schedule(
                () -> fail(408, "the body was not complete within " + COLLECT_SECONDS + " s"),
                COLLECT_SECONDS,
                TimeUnit.SECONDS);
    begin();
  }

  /** Passes everything on as it comes, as fast as the engine takes it. */
  void streamTo(EngineLink to) {
    mode = Mode.STREAMING;
    link = to;
    begin();
    to.flush();
  }

  /** The engine takes more. */
  void resume() {
    EngineLink to = link;
    if (mode == Mode.STREAMING && !complete && to != null) {
      more.run();
      to.flush();
    }
  }

  void discard() {
    release();
    mode = Mode.DISCARDED;
  }

  /**
   * It cannot be decoded to its end. Whoever collects it, now or later, is told so.
   *
   * @return whether it is already on its way to the engine, so that nobody is left to be told
   */
  boolean malformed() {
    broken = true;
    if (mode == Mode.COLLECTING) {
      fail(400, MALFORMED);
    }
    return mode == Mode.STREAMING;
  }

  /** The client has gone. */
  void gone() {
    fail(400, "the client went away before the body was complete");
    mode = Mode.DISCARDED;
  }

  private void begin() {
    if (expectContinue) {
      channel.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    more.run();
  }

  /** Takes the next part and its reference. */
  void accept(HttpContent content) {
    complete = content instanceof LastHttpContent;
    int size = content.content().readableBytes();
    received += size;
    switch (mode) {
      case COLLECTING -> {
        try {
          collect(content.content());
        } finally {
          content.release();
        }
      }
      case STREAMING -> stream(content);
      case HELD, DISCARDED -> {
        content.release();
        if (!complete) {
          more.run();
        }
      }
    }
  }

  private void collect(ByteBuf part) {
    if (collecting.readableBytes() + part.readableBytes() > limit) {
      fail(413, "the body is larger than " + limit + " bytes");
    } else if (!budget.take(part.readableBytes())) {
      fail(503, "too many large requests are being read at once; try again");
    } else {
      taken += part.readableBytes();
      collecting.writeBytes(part);
      if (complete) {
        byte[] bytes = ByteBufUtil.getBytes(collecting);
        release();
        collected.complete(bytes);
      } else {
        more.run();
      }
    }
  }

  private void stream(HttpContent content) {
    EngineLink to = link;
    if (to == null) {
      content.release();
      return;
    }
    if (complete) {
      // Trailers are not passed on: nothing in this API has any.
      if (content.content().isReadable()) {
        to.write(new DefaultHttpContent(content.content()));
      } else {
        content.release();
      }
      to.write(LastHttpContent.EMPTY_LAST_CONTENT);
      to.flush();
    } else {
      // Flushed with what else was read with it: a write for every small chunk halves the rate.
      to.write(content);
      if (to.writable()) {
        more.run();
      } else {
        to.flush();
      }
    }
  }

  private void fail(int status, String message) {
    if (mode == Mode.COLLECTING) {
      release();
      mode = Mode.DISCARDED;
      collected.completeExceptionally(new BodyException(status, message));
    }
  }

  private void release() {
    budget.giveBack(taken);
    taken = 0;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    if (collecting.refCnt() > 0) {
      collecting.release();
    }
    collecting = Unpooled.EMPTY_BUFFER;
  }
}
