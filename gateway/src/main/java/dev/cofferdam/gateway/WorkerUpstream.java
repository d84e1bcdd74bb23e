package dev.cofferdam.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * A request that a thread of its own answers in the engine's place. It is a platform thread: the
 * work is calls that may take long in the kernel. Bytes go in and out as fast as they are taken,
 * and no more of them than a few pieces are in memory.
 */
final class WorkerUpstream implements Upstream {
  /** What a thread does for its request. */
  interface Work {
    /** Answers; what it throws is the answer where none has begun, and cuts off one that has. */
    void answer(WorkerUpstream exchange) throws IOException;

    /** An answer that is an error. */
    Answer failed(Exception why);

    /** It is over, however it ended. */
    void over();
  }

  /** Bytes that wait for the thread, or for the client, before no more are taken. */
  private static final int MOST_WAITING = 256 * 1024;

  /** For a tree of directories that is as deep as one may be. */
  private static final long STACK_BYTES = 8L << 20;

  private final EventLoop loop;
  private final EngineLink.Events events;
  private final Work work;
  private final boolean headOnly;

  // Guarded by this.
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean lastCame;
  private int onTheirWay;
  private boolean paused;
  private boolean closed;
  private boolean started;
  private boolean ended;
  private Runnable answered = () -> {};

  /** The thread's own. */
  private boolean begun;

  /**
   * @param headOnly whether an answer has no body, errors included
   */
  WorkerUpstream(EventLoop loop, EngineLink.Events events, Work work, boolean headOnly) {
    this.loop = loop;
    this.events = events;
    this.work = work;
    this.headOnly = headOnly;
  }

  // ---- on the event loop ----

  @Override
  public void write(HttpObject part) {
    if (part instanceof HttpRequest) {
      start();
    }
    if (part instanceof HttpContent content) {
      take(content);
    } else {
      ReferenceCountUtil.release(part);
    }
  }

  private synchronized void start() {
    if (!started && !closed) {
      started = true;
      Thread.ofPlatform().daemon().name("archive").stackSize(STACK_BYTES).start(this::run);
    }
  }

  private synchronized void take(HttpContent content) {
    lastCame |= content instanceof LastHttpContent;
    if (closed || !content.content().isReadable()) {
      content.release();
    } else {
      waitingBytes += content.content().readableBytes();
      waiting.add(content.content());
    }
    notifyAll();
  }

  @Override
  public void flush() {
    // a part is there as soon as it is written
  }

  @Override
  public synchronized boolean writable() {
    return !closed && waitingBytes < MOST_WAITING;
  }

  @Override
  public synchronized void reading(boolean on) {
    paused = !on;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    notifyAll();
    if (!started && !ended) {
      ended = true;
      work.over();
    }
  }

  @Override
  public void closeAfterAnswer(Runnable told) {
    boolean over;
    synchronized (this) {
      close();
      over = ended;
      answered = told;
    }
    if (over) {
      told.run();
    }
  }

  // ---- on the thread ----

  private void run() {
    boolean settled = false;
    try {
      work.answer(this);
      settled = true;
    } catch (IOException | RuntimeException why) {
      fail(why);
      settled = true;
    } finally {
      if (!settled) { // an Error too must not leave a client waiting for ever
        onLoop(() -> events.engineGone("the gateway failed; its log says why"));
      }
      work.over();
      finished().run();
    }
  }

  private synchronized Runnable finished() {
    ended = true;
    return answered;
  }

  private void fail(Exception why) {
    if (isClosed()) {
      return; // nobody is there to be told
    }
    Answer answer = work.failed(why);
    if (begun) {
      onLoop(() -> events.engineGone(answer.message()));
      return;
    }
    byte[] body = Answer.body(answer.message());
    try {
      head(answer.status(), Map.of("Content-Type", "application/json"), body.length);
      if (!headOnly) {
        write(ByteBuffer.wrap(body));
      }
      end();
    } catch (IOException gone) {
      Log.unexpected("answering in the engine's place", gone);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /**
   * The next bytes of the request's body.
   *
   * @return whose it is to release; nothing at the body's end
   * @throws IOException when no more will come
   */
  ByteBuf next() throws IOException {
    ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    boolean resumed;
    synchronized (this) {
      await(() -> !waiting.isEmpty() || lastCame || closed);
      if (closed) {
        throw new IOException("the request is over");
      }
      boolean full = waitingBytes >= MOST_WAITING;
      if (!waiting.isEmpty()) {
        bytes = waiting.remove();
        waitingBytes -= bytes.readableBytes();
      }
      resumed = full && waitingBytes < MOST_WAITING;
    }
    if (resumed) {
      onLoop(events::engineWritable);
    }
    return bytes;
  }

  /**
   * Begins the answer.
   *
   * @param length of its body; less than 0 where that is not known
   */
  void head(int status, Map<String, String> fields, long length) {
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    fields.forEach(head.headers()::set);
    if (length < 0) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    begun = true;
    onLoop(() -> events.engineHead(head));
  }

  /**
   * Some of the answer's body, once there is room for it.
   *
   * @throws IOException when nobody wants it
   */
  void write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    synchronized (this) {
      await(() -> closed || (!paused && onTheirWay < MOST_WAITING));
      if (closed) {
        throw new IOException("the request is over");
      }
      onTheirWay += count;
    }
    HttpContent part = new DefaultHttpContent(Unpooled.copiedBuffer(bytes));
    onLoop(() -> {
      synchronized (this) {
        onTheirWay -= count;
        notifyAll();
      }
      events.engineContent(part);
      events.engineFlush();
    });
  }

  /** The answer is complete. */
  void end() {
    onLoop(() -> {
      events.engineContent(LastHttpContent.EMPTY_LAST_CONTENT);
      events.engineFlush();
    });
  }

  /** Waits for what others do while this is not held. */
  private synchronized void await(BooleanSupplier done) throws InterruptedIOException {
    try {
      while (!done.getAsBoolean()) {
        wait();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the gateway is stopping");
    }
  }

  private void onLoop(Runnable event) {
    try {
      loop.execute(() -> {
        if (!isClosed()) {
          event.run();
        }
      });
    } catch (RejectedExecutionException stopping) {
      close();
    }
  }
}
