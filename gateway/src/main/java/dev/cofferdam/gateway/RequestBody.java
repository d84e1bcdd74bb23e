package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
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
  private @Nullable InspectedStream inspected;
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
  void streamTo(EngineLink to) {
    boolean begun = mode == Mode.KEEPING;
    mode = Mode.STREAMING;
    link = to;
    for (byte[] part : kept) {
      to.write(new DefaultHttpContent(Unpooled.wrappedBuffer(part)));
    }
    release();
    if (begun && complete) {
      to.write(LastHttpContent.EMPTY_LAST_CONTENT);
    } else if (begun) {
      more.run();
    } else {
      begin();
    }
    to.flush();
  }

  /**
   * The same, but every part is inspected before it goes on; those that were kept have been.
   *
   * @param refused is told why a part may not go on
   */
  void streamTo(EngineLink to, BodyInspection inspection, Consumer<String> refused) {
    inspected = inspecting(inspection, refused);
    streamTo(to);
  }

  /** What goes on is what the inspection makes of all parts, those that were kept included. */
  void rewriteTo(EngineLink to, BodyInspection inspection, Consumer<String> refused) {
    mode = Mode.STREAMING;
    link = to;
    ByteBuf begun = Unpooled.wrappedBuffer(kept.toArray(byte[][]::new));
    Part part = new Part(ByteBufUtil.getBytes(begun), complete);
    kept.clear();
    stopDeadline();
    InspectedStream stream = inspecting(inspection, refused);
    inspected = stream;
    complete = false;
    stream.inspect(
        part,
        () -> {
          giveBack();
          wentOn(part.last());
        });
  }

  private InspectedStream inspecting(BodyInspection inspection, Consumer<String> refused) {
    return new InspectedStream(channel.eventLoop(), inspection, this::passOn, refused);
  }

  /** The engine takes more. */
  void resume() {
    EngineLink to = link;
    InspectedStream inspecting = inspected;
    if (mode == Mode.STREAMING && !complete && to != null) {
      if (inspecting != null && inspecting.busy()) {
        inspecting.resume();
      } else {
        more.run();
      }
      to.flush();
    }
  }

  void discard() {
    release();
    mode = Mode.DISCARDED;
    if (inspected != null) {
      inspected.stop();
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
    InspectedStream inspecting = inspected;
    received += content.content().readableBytes();
    if (mode == Mode.STREAMING && inspecting != null) {
      inspect(content, inspecting);
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

  private void inspect(HttpContent content, InspectedStream inspecting) {
    boolean last = content instanceof LastHttpContent;
    Part part = new Part(ByteBufUtil.getBytes(content.content()), last);
    content.release();
    inspecting.inspect(part, () -> wentOn(last));
  }

  /**
   * @return whether the engine takes more at once
   */
  private boolean passOn(byte[] inspectedBytes) {
    EngineLink to = link;
    if (to == null) {
      return true;
    }
    to.write(new DefaultHttpContent(Unpooled.wrappedBuffer(inspectedBytes)));
    to.flush();
    return to.writable();
  }

  /** It is complete for others only when all of it went on: until then the link is not free. */
  private void wentOn(boolean last) {
    complete = last;
    if (last) {
      stream(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    more.run();
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
