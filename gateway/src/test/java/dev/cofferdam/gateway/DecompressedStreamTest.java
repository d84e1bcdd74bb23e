package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.ArchiveUpload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecompressedStreamTest {
  private static final int SIZE = 20_000_000;

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final FakeEngineSide engine = new FakeEngineSide();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final List<ByteBuf> given = new ArrayList<>();
  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
  private final DecompressedStream stream =
      new DecompressedStream(
          loop, buffers, new ArchiveUpload(), engine, asked::incrementAndGet, refusals::add);

  @AfterEach
  void every_buffer_was_released() {
    onLoop(stream::stop);
    GatewayInTest.await(
        "every part is released", () -> given.stream().allMatch(part -> part.refCnt() == 0));
    GatewayInTest.await("every piece is", () -> buffers.metric().usedHeapMemory() == 0);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static byte[] gzip(byte[] archive) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(archive);
    }
    return out.toByteArray();
  }

  private static byte[] zeros() {
    return new TestTar().file("zeros", "\0".repeat(SIZE)).bytes();
  }

  private static byte[] noise(int size) {
    byte[] content = new byte[size];
    new Random(1).nextBytes(content);
    byte[] archive = new TestTar().file("noise", "\0".repeat(size)).bytes();
    System.arraycopy(content, 0, archive, 512, size);
    return archive;
  }

  private void onLoop(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }

  private boolean complete() {
    return loop.submit(stream::complete).syncUninterruptibly().getNow();
  }

  private void send(byte[] body, int from, int to, boolean last) {
    ByteBuf part = Unpooled.copiedBuffer(body, from, to - from);
    given.add(part);
    onLoop(() ->
        stream.accept(last ? new DefaultLastHttpContent(part) : new DefaultHttpContent(part)));
  }

  @Test
  void all_of_it_goes_on_where_there_is_room() throws Exception {
    byte[] archive = zeros();
    byte[] body = gzip(archive);
    send(body, 0, body.length, true);
    GatewayInTest.await("it is complete", this::complete);
    assertThat(engine.bytes()).isEqualTo(archive);
    assertThat(engine.ended).isTrue();
    assertThat(refusals).isEmpty();
  }

  @Test
  void parts_of_any_size_add_up_to_the_archive() throws Exception {
    byte[] archive = noise(1_000_000);
    byte[] body = gzip(archive);
    int step = 777;
    for (int at = 0; at < body.length; at += step) {
      send(body, at, Math.min(at + step, body.length), false);
    }
    onLoop(() -> stream.accept(LastHttpContent.EMPTY_LAST_CONTENT));
    GatewayInTest.await("it is complete", this::complete);
    assertThat(engine.bytes()).isEqualTo(archive);
    assertThat(engine.parts).allMatch(piece -> piece.length <= DecompressedStream.PIECE);
  }

  @Test
  void one_piece_goes_on_for_each_time_that_there_is_room() throws Exception {
    byte[] body = gzip(zeros());
    onLoop(() -> engine.roomFor(1));
    send(body, 0, body.length, true);
    for (int i = 1; i < 50; i++) {
      int pieces = i;
      GatewayInTest.await("a piece went on", () -> engine.parts.size() >= pieces);
      onLoop(() -> {
        assertThat(engine.parts).hasSize(pieces);
        engine.roomFor(1);
        stream.resume();
      });
    }
    assertThat(complete()).isFalse();
  }

  @Test
  void what_comes_before_the_engine_takes_anything_goes_on_together() throws Exception {
    byte[] archive = noise(1000);
    byte[] body = gzip(archive);
    onLoop(() -> engine.roomFor(0));
    for (int at = 0; at < body.length; at++) {
      send(body, at, at + 1, at == body.length - 1);
    }
    assertThat(engine.parts).isEmpty();
    onLoop(() -> {
      engine.roomFor(10);
      stream.resume();
    });
    GatewayInTest.await("it is complete", this::complete);
    assertThat(engine.parts).containsExactly(archive);
  }

  @Test
  void no_more_is_asked_for_while_enough_waits() throws Exception {
    byte[] body = gzip(noise(300_000));
    onLoop(() -> engine.roomFor(0));
    int step = DecompressedStream.MOST_WAITING / 2;
    send(body, 0, step, false);
    assertThat(asked).hasValue(1);
    send(body, step, 2 * step, false);
    assertThat(asked).hasValue(1);
    onLoop(() -> {
      engine.roomFor(10);
      stream.resume();
    });
    GatewayInTest.await("more is asked for", () -> asked.get() > 1);
  }

  @Test
  void what_is_wrong_late_is_told_once_and_the_body_never_ends() throws Exception {
    byte[] body = gzip(new TestTar().file("a", "a".repeat(3_000_000)).device("null").bytes());
    send(body, 0, body.length, true);
    GatewayInTest.await("it is refused", () -> !refusals.isEmpty());
    onLoop(() -> stream.accept(LastHttpContent.EMPTY_LAST_CONTENT));
    assertThat(refusals).singleElement().asString().contains("device");
    assertThat(engine.ended).isFalse();
    assertThat(complete()).isFalse();
    assertThat(new String(engine.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("null");
  }

  @Test
  void the_last_bytes_of_a_cut_archive_do_not_go_on() throws Exception {
    byte[] archive = noise(300_000);
    byte[] body = gzip(archive);
    send(body, 0, body.length - 1, true);
    GatewayInTest.await("it is refused", () -> !refusals.isEmpty());
    assertThat(refusals).singleElement().asString().contains("ends too early");
    assertThat(engine.ended).isFalse();
    assertThat(engine.bytes().length).isLessThan(archive.length);
  }

  @Test
  void nothing_goes_on_once_it_is_stopped() throws Exception {
    byte[] body = gzip(zeros());
    onLoop(() -> engine.roomFor(1));
    send(body, 0, body.length, false);
    GatewayInTest.await("a piece went on", () -> engine.parts.size() == 1);
    send(body, 0, 10, false);
    onLoop(stream::stop);
    send(body, 0, 10, true);
    GatewayInTest.await(
        "its thread has ended", () -> given.stream().allMatch(part -> part.refCnt() == 0));
    assertThat(engine.parts).hasSize(1);
    assertThat(refusals).isEmpty();
    assertThat(complete()).isFalse();
  }
}
