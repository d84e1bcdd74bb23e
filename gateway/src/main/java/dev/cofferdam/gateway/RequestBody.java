package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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

  /** Some of a body, in the order of its bytes. */
  record Part(byte[] bytes, boolean last) {}

  private enum Mode {
    HELD,
    COLLECTING,
    KEEPING,
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
  private final List<byte[]> kept = new ArrayList<>();
  private CompletableFuture<Part> awaited = new CompletableFuture<>();
  private @Nullable BodyStream stream;
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

  /** Whether all of it has come and, where it streams, gone on. */
  boolean complete() {
    BodyStream onward = stream;
    return onward == null ? complete : onward.complete();
  }

  long received() {
    return received;
  }

  /** Whether it cannot be decoded to its end. */
  boolean isBroken() {
    return broken;
  }

  /**
   * Reads of a connection's body and waits for it; for virtual threads.
   *
   * @param current asked for on the event loop; null when the client has gone
   */
  static <T> T await(
      Channel channel,
      Supplier<@Nullable RequestBody> current,
      BiConsumer<RequestBody, CompletableFuture<T>> how)
      throws BodyException, InterruptedException {
    CompletableFuture<T> reading = new CompletableFuture<>();
    channel
        .eventLoop()
        .execute(() -> {
          RequestBody receiving = current.get();
          if (receiving == null) {
            reading.completeExceptionally(new BodyException(400, "the client went away"));
          } else {
            how.accept(receiving, reading);
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
    startDeadline();
    begin();
  }

  private void startDeadline() {
    deadline =
        channel
            .eventLoop()
            .schedule(
                () -> fail(408, "the body did not come within " + COLLECT_SECONDS + " s"),
                COLLECT_SECONDS,
                TimeUnit.SECONDS);
  }

  /**
   * Reads the next part, which is kept: it goes on with {@link #streamTo}, or never.
   *
   * @param into gets the part, or a {@link BodyException}
   */
  void keep(CompletableFuture<Part> into) {
    awaited = into;
    if (broken) {
      into.completeExceptionally(new BodyException(400, MALFORMED));
    } else if (complete) {
      into.complete(new Part(new byte[0], true));
    } else if (mode == Mode.KEEPING) {
      more.run();
    } else {
      mode = Mode.KEEPING;
      startDeadline();
      begin();
    }
  }

  /** Passes everything on as it comes, as fast as the engine takes it. */
  void streamTo(Onward to) {
    stream(to, new RelayedStream(to, more));
  }

  /**
   * The same, but every part is inspected before it goes on; those that were kept have been.
   *
   * @param refused is told why a part may not go on
   */
  void streamTo(Onward to, BodyInspection inspection, Consumer<String> refused) {
    stream(
        to,
        inspection.isPlain()
            ? new InspectedStream(inspection, new RelayedStream(to, more), refused)
            : decompressed(to, inspection, refused));
  }

  private void stream(Onward to, BodyStream rest) {
    boolean begun = mode == Mode.KEEPING;
    mode = Mode.STREAMING;
    for (byte[] part : kept) {
      to.write(new DefaultHttpContent(Unpooled.wrappedBuffer(part)));
    }
    release();
    if (begun && complete) {
      to.write(LastHttpContent.EMPTY_LAST_CONTENT);
      to.flush();
      return;
    }
    stream = rest;
    if (begun) {
      more.run();
    } else {
      begin();
    }
    to.flush();
  }

  /** What goes on is what the inspection makes of all parts, those that were kept included. */
  void rewriteTo(Onward to, BodyInspection inspection, Consumer<String> refused) {
    mode = Mode.STREAMING;
    BodyStream all = decompressed(to, inspection, refused);
    stream = all;
    ByteBuf begun = Unpooled.wrappedBuffer(kept.toArray(byte[][]::new));
    kept.clear();
    stopDeadline();
    all.accept(complete ? new DefaultLastHttpContent(begun) : new DefaultHttpContent(begun));
  }

  private BodyStream decompressed(Onward to, BodyInspection inspection, Consumer<String> refused) {
    return new DecompressedStream(
        channel.eventLoop(), channel.alloc(), inspection, to, more, refused);
  }

  /** The engine takes more. */
  void resume() {
    BodyStream onward = stream;
    if (mode == Mode.STREAMING && onward != null && !onward.complete()) {
      onward.resume();
    }
  }

  void discard() {
    release();
    mode = Mode.DISCARDED;
    if (stream != null) {
      stream.stop();
    }
  }

  /**
   * It cannot be decoded to its end. Whoever collects it, now or later, is told so.
   *
   * @return whether it is already on its way to the engine, so that nobody is left to be told
   */
  boolean malformed() {
    broken = true;
    fail(400, MALFORMED);
    return mode == Mode.STREAMING;
  }

  /** The client has gone. */
  void gone() {
    fail(400, "the client went away before the body was complete");
    discard();
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
    received += content.content().readableBytes();
    BodyStream onward = stream;
    if (mode == Mode.STREAMING && onward != null) {
      onward.accept(content);
      return;
    }
    complete = content instanceof LastHttpContent;
    switch (mode) {
      case KEEPING -> keep(content);
      case COLLECTING -> {
        try {
          collect(content.content());
        } finally {
          content.release();
        }
      }
      case HELD, STREAMING, DISCARDED -> {
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

  private void keep(HttpContent content) {
    byte[] bytes = ByteBufUtil.getBytes(content.content());
    content.release();
    if (!budget.take(bytes.length)) {
      fail(503, "too many large requests are being read at once; try again");
      return;
    }
    taken += bytes.length;
    kept.add(bytes);
    awaited.complete(new Part(bytes, complete));
  }

  private void fail(int status, String message) {
    if (mode == Mode.COLLECTING || mode == Mode.KEEPING) {
      release();
      mode = Mode.DISCARDED;
      collected.completeExceptionally(new BodyException(status, message));
      awaited.completeExceptionally(new BodyException(status, message));
    }
  }

  private void release() {
    kept.clear();
    giveBack();
    stopDeadline();
    if (collecting.refCnt() > 0) {
      collecting.release();
    }
    collecting = Unpooled.EMPTY_BUFFER;
  }

  private void giveBack() {
    budget.giveBack(taken);
    taken = 0;
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
