package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.ArchiveUpload;
import dev.cofferdam.docker.BodyInspection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InspectedStreamTest {
  private static final byte[] ARCHIVE =
      new TestTar().file("a", "a".repeat(5000)).file("b", "b".repeat(5000)).bytes();

  /** Kept until the decision: what comes after it is known to be plain. */
  private static final int KEPT = 512;

  private final FakeEngineSide engine = new FakeEngineSide();
  private final List<String> refusals = new ArrayList<>();
  private final List<ByteBuf> given = new ArrayList<>();
  private int asked;

  @AfterEach
  void every_part_was_released() {
    assertThat(given).allMatch(part -> part.refCnt() == 0);
  }

  private InspectedStream stream(byte[] archive) {
    ArchiveUpload upload = new ArchiveUpload();
    upload.feed(ByteBuffer.wrap(archive, 0, KEPT));
    while (upload.next().hasRemaining()) {
      // seen before the decision
    }
    assertThat(upload.isPlain()).isTrue();
    return stream(upload);
  }

  private InspectedStream stream(BodyInspection inspection) {
    return new InspectedStream(inspection, new RelayedStream(engine, () -> asked++), refusals::add);
  }

  private ByteBuf part(byte[] archive, int from, int to) {
    ByteBuf part = Unpooled.directBuffer().writeBytes(archive, from, to - from);
    given.add(part);
    return part;
  }

  private void sendAll(InspectedStream stream, byte[] archive, int step) {
    for (int at = KEPT; at < archive.length; at += step) {
      stream.accept(new DefaultHttpContent(part(archive, at, Math.min(at + step, archive.length))));
    }
    stream.accept(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private static byte[] rest(byte[] archive) {
    return Arrays.copyOfRange(archive, KEPT, archive.length);
  }

  @Test
  void each_part_goes_on_as_it_came_before_the_next_is_asked_for() {
    InspectedStream stream = stream(ARCHIVE);
    stream.accept(new DefaultHttpContent(part(ARCHIVE, KEPT, 1000)));
    assertThat(engine.parts).hasSize(1);
    assertThat(asked).isEqualTo(1);
    assertThat(stream.complete()).isFalse();
    stream.accept(new DefaultLastHttpContent(part(ARCHIVE, 1000, ARCHIVE.length)));
    assertThat(engine.bytes()).isEqualTo(rest(ARCHIVE));
    assertThat(engine.ended).isTrue();
    assertThat(stream.complete()).isTrue();
    assertThat(refusals).isEmpty();
  }

  @Test
  void parts_of_any_size_add_up_to_what_came() {
    for (int step : new int[] {1, 511, 512, 700, 100_000}) {
      engine.parts.clear();
      sendAll(stream(ARCHIVE), ARCHIVE, step);
      assertThat(engine.bytes()).isEqualTo(rest(ARCHIVE));
    }
    assertThat(refusals).isEmpty();
  }

  @Test
  void nothing_more_is_asked_for_until_the_engine_takes_more() {
    InspectedStream stream = stream(ARCHIVE);
    engine.roomFor(1);
    stream.accept(new DefaultHttpContent(part(ARCHIVE, KEPT, 1000)));
    assertThat(engine.parts).hasSize(1);
    assertThat(asked).isZero();
    engine.roomFor(1);
    stream.resume();
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void a_part_with_something_wrong_in_it_does_not_go_on_nor_does_any_after_it() {
    byte[] bad = new TestTar().file("a", "a".repeat(5000)).device("null").file("b", "").bytes();
    InspectedStream stream = stream(bad);
    int before = 512 + 4096;
    stream.accept(new DefaultHttpContent(part(bad, KEPT, before)));
    stream.accept(new DefaultHttpContent(part(bad, before, bad.length)));
    assertThat(engine.bytes()).isEqualTo(Arrays.copyOfRange(bad, KEPT, before));
    assertThat(refusals).singleElement().asString().contains("device");
    stream.accept(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(engine.ended).isFalse();
    assertThat(stream.complete()).isFalse();
    assertThat(refusals).hasSize(1);
  }

  @Test
  void the_last_part_does_not_go_on_where_the_archive_may_not_end_so() {
    InspectedStream stream = stream(ARCHIVE);
    stream.accept(new DefaultLastHttpContent(part(ARCHIVE, KEPT, 3000)));
    assertThat(engine.parts).isEmpty();
    assertThat(engine.ended).isFalse();
    assertThat(refusals).singleElement().asString().contains("middle of an entry");
  }

  @Test
  void nothing_goes_on_once_it_is_stopped() {
    InspectedStream stream = stream(ARCHIVE);
    stream.stop();
    sendAll(stream, ARCHIVE, 1000);
    assertThat(engine.parts).isEmpty();
    assertThat(engine.ended).isFalse();
    assertThat(refusals).isEmpty();
  }

  @Test
  void a_fault_of_the_inspection_is_a_refusal() {
    InspectedStream stream = stream(new Faulty());
    stream.accept(new DefaultLastHttpContent(part("x".getBytes(StandardCharsets.UTF_8), 0, 1)));
    assertThat(engine.parts).isEmpty();
    assertThat(refusals).singleElement().asString().contains("the gateway failed");
  }

  private static final class Faulty implements BodyInspection {
    @Override
    public void feed(ByteBuffer part) {
      throw new IllegalStateException("a mistake of ours");
    }

    @Override
    public ByteBuffer next() {
      return ByteBuffer.allocate(0);
    }

    @Override
    public void end() {
      // nothing was understood
    }

    @Override
    public boolean isPlain() {
      return true;
    }

    @Override
    public long held() {
      return 0;
    }

    @Override
    public boolean knowsEnough() {
      return true;
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
