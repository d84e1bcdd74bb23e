package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerUpstreamTest {
  private static final int PIECE = 64 * 1024;

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Recorded events = new Recorded();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** What a client's connection would be told. */
  private static final class Recorded implements EngineLink.Events {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong roomAgain = new AtomicLong();
    private final List<String> body = new CopyOnWriteArrayList<>();

    @Override
    public void engineHead(HttpResponse head) {
      told.add("head " + head.status().code());
    }

    @Override
    public void engineContent(HttpContent content) {
      bytes.addAndGet(content.content().readableBytes());
      if (bytes.get() < 1000) {
        body.add(content.content().toString(StandardCharsets.UTF_8));
      }
      if (content instanceof LastHttpContent) {
        told.add("end");
      }
      content.release();
    }

    @Override
    public void engineFlush() {
      // nothing is kept back
    }

    @Override
    public void engineWritable() {
      roomAgain.incrementAndGet();
    }

    @Override
    public void engineGone(String why) {
      told.add("gone " + why);
    }
  }

  /** Something that a thread does, and whether it has ended. */
  private static final class Task implements WorkerUpstream.Work {
    interface Doing {
      void with(WorkerUpstream exchange) throws IOException;
    }

    private final Doing doing;
    private final CountDownLatch over = new CountDownLatch(1);

    Task(Doing doing) {
      this.doing = doing;
    }

    @Override
    public void answer(WorkerUpstream exchange) throws IOException {
      doing.with(exchange);
    }

    @Override
    public Answer failed(Exception why) {
      return new Answer(404, String.valueOf(why.getMessage()), "failed", false);
    }

    @Override
    public void over() {
      over.countDown();
    }

    void awaitEnd() throws InterruptedException {
      assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private WorkerUpstream started(Task task, boolean headOnly) throws Exception {
    WorkerUpstream upstream = new WorkerUpstream(loop, events, task, headOnly);
    loop.submit(
            () -> upstream.write(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/")))
        .get();
    return upstream;
  }

  private void settle() throws Exception {
    loop.submit(() -> {}).get();
  }

  private static ByteBuf zeros() {
    return Unpooled.wrappedBuffer(new byte[PIECE]);
  }

  @Test
  void what_comes_in_can_go_out_again() throws Exception {
    Task echo =
        new Task(exchange -> {
          exchange.head(200, Map.of(), -1);
          for (ByteBuf part = exchange.next(); part.isReadable(); part = exchange.next()) {
            exchange.write(part.nioBuffer());
            part.release();
          }
          exchange.end();
        });
    WorkerUpstream upstream = started(echo, false);
    for (int i = 0; i < 40; i++) {
      GatewayInTest.await("there is room", upstream::writable);
      loop.submit(() -> upstream.write(new DefaultHttpContent(zeros()))).get();
    }
    loop.submit(() -> upstream.write(LastHttpContent.EMPTY_LAST_CONTENT)).get();
    echo.awaitEnd();
    settle();
    assertThat(events.told).containsExactly("head 200", "end");
    assertThat(events.bytes.get()).isEqualTo(40L * PIECE);
  }

  @Test
  void a_client_that_does_not_read_is_waited_for() throws Exception {
    AtomicLong written = new AtomicLong();
    Task endless =
        new Task(exchange -> {
          exchange.head(200, Map.of(), -1);
          for (int i = 0; i < 100; i++) {
            exchange.write(ByteBuffer.allocate(PIECE));
            written.incrementAndGet();
          }
          exchange.end();
        });
    WorkerUpstream upstream = new WorkerUpstream(loop, events, endless, false);
    loop.submit(
            () -> {
              upstream.reading(false);
              upstream.write(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
            })
        .get();
    GatewayInTest.await("the head is there", () -> events.told.contains("head 200"));
    settle();
    assertThat(written.get()).isZero();
    loop.submit(() -> upstream.reading(true)).get();
    endless.awaitEnd();
    settle();
    assertThat(events.bytes.get()).isEqualTo(100L * PIECE);
  }

  @Test
  void no_more_of_a_body_is_taken_than_is_worked_on() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Task slow =
        new Task(exchange -> {
          try {
            go.await();
          } catch (InterruptedException stopped) {
            throw new IOException(stopped);
          }
          for (ByteBuf part = exchange.next(); part.isReadable(); part = exchange.next()) {
            part.release();
          }
          exchange.head(200, Map.of(), 0);
          exchange.end();
        });
    WorkerUpstream upstream = started(slow, false);
    int taken = 0;
    while (upstream.writable()) {
      loop.submit(() -> upstream.write(new DefaultHttpContent(zeros()))).get();
      taken++;
    }
    assertThat(taken).isEqualTo(4);
    assertThat(events.roomAgain.get()).isZero();
    go.countDown();
    GatewayInTest.await("it says that there is room", () -> events.roomAgain.get() == 1);
    loop.submit(() -> upstream.write(LastHttpContent.EMPTY_LAST_CONTENT)).get();
    slow.awaitEnd();
  }

  @Test
  void a_client_that_goes_ends_the_work() throws Exception {
    Task endless =
        new Task(exchange -> {
          exchange.head(200, Map.of(), -1);
          while (true) {
            exchange.write(ByteBuffer.allocate(PIECE));
          }
        });
    WorkerUpstream upstream = started(endless, false);
    CountDownLatch told = new CountDownLatch(1);
    loop.submit(() -> upstream.closeAfterAnswer(told::countDown)).get();
    endless.awaitEnd();
    assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
    settle();
    assertThat(events.told).doesNotContain("end");
  }

  @Test
  void a_failure_is_the_answer_or_cuts_it_off() throws Exception {
    Task early =
        new Task(exchange -> {
          throw new IOException("no such file");
        });
    started(early, false);
    early.awaitEnd();
    settle();
    assertThat(events.told).containsExactly("head 404", "end");
    assertThat(String.join("", events.body)).isEqualTo("{\"message\":\"no such file\"}\n");
    events.told.clear();
    Task late =
        new Task(exchange -> {
          exchange.head(200, Map.of(), -1);
          throw new IOException("it got shorter");
        });
    started(late, false);
    late.awaitEnd();
    settle();
    assertThat(events.told).containsExactly("head 200", "gone it got shorter");
  }

  @Test
  void an_answer_to_head_has_no_body_when_it_is_an_error() throws Exception {
    Task failing =
        new Task(exchange -> {
          throw new IOException("no such file");
        });
    started(failing, true);
    failing.awaitEnd();
    settle();
    assertThat(events.told).containsExactly("head 404", "end");
    assertThat(events.bytes.get()).isZero();
  }
}
