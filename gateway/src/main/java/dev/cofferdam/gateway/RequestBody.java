package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Objects;
import java.util.OptionalLong;
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
  private final MemoryBudget.Share memory;
  private final OptionalLong length;
  private final boolean expectContinue;
  private final KeptParts kept;
  private Mode mode = Mode.HELD;
  private boolean complete;
  private boolean broken;
  private CompletableFuture<Part> nextPart = new CompletableFuture<>();
  private CompletableFuture<?> awaited = nextPart;
  private @Nullable CollectedBody collecting;
  private @Nullable BodyStream stream;
  private @Nullable ScheduledFuture<?> deadline;
  private long received;

  /**
   * @param head of its request
   * @param memory from which comes what it takes until it goes on; given back by others
   * @param more asks for the next part
   */
  RequestBody(Channel channel, HttpRequest head, MemoryBudget.Share memory, Runnable more) {
    this.channel = channel;
    this.memory = memory;
    this.more = more;
    this.complete = !Framing.hasBody(head);
    this.expectContinue = HttpUtil.is100ContinueExpected(head);
    this.length = Framing.length(head);
    this.kept = new KeptParts(channel.eventLoop(), memory);
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
   */
  void collect(CompletableFuture<byte[]> into) {
    awaited = into;
    if (broken) {
      into.completeExceptionally(new BodyException(400, MALFORMED));
    } else if (complete) {
      into.complete(new byte[0]);
    } else {
      mode = Mode.COLLECTING;
      startDeadline();
      CollectedBody whole = new CollectedBody(channel, memory, more, outcome(into));
      collecting = whole;
      whole.start(length, this::begin);
    }
  }

  private CollectedBody.Outcome outcome(CompletableFuture<byte[]> into) {
    return new CollectedBody.Outcome() {
      @Override
      public void collected(byte[] bytes) {
        release();
        into.complete(bytes);
      }

      @Override
      public void failed(int status, String why) {
        fail(status, why);
      }
    };
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
    nextPart = into;
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
    ByteBuf first = kept.bytes();
    if (first.isReadable()) {
      to.write(new DefaultHttpContent(first));
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
    ByteBuf begun = kept.bytes();
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
      case COLLECTING -> Objects.requireNonNull(collecting).accept(content);
      case HELD, STREAMING, DISCARDED -> {
        content.release();
        if (!complete) {
          more.run();
        }
      }
    }
  }

  private void keep(HttpContent content) {
    Part part = new Part(ByteBufUtil.getBytes(content.content()), complete);
    content.release();
    CompletableFuture<Part> into = nextPart;
    kept.add(
        part.bytes(),
        enough -> {
          if (enough) {
            into.complete(part);
          } else {
            fail(503, MemoryBudget.NO_ROOM);
          }
        });
  }

  private void fail(int status, String message) {
    if (mode == Mode.COLLECTING || mode == Mode.KEEPING) {
      release();
      mode = Mode.DISCARDED;
      awaited.completeExceptionally(new BodyException(status, message));
    }
  }

  private void release() {
    kept.release();
    stopDeadline();
    if (collecting != null) {
      collecting.release();
    }
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
