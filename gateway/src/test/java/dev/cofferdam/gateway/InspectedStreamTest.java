package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.ArchiveUpload;
import io.netty.channel.DefaultEventLoop;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InspectedStreamTest {
  private static final int SIZE = 20_000_000;

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final List<byte[]> passed = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private InspectedStream stream(boolean room) {
    return new InspectedStream(
        loop,
        new ArchiveUpload(),
        bytes -> {
          passed.add(bytes);
          return room;
        },
        events::add);
  }

  private static RequestBody.Part compressed() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(new TestTar().file("zeros", "\0".repeat(SIZE)).bytes());
    }
    return new RequestBody.Part(out.toByteArray(), true);
  }

  private void onLoop(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }

  @Test
  void one_piece_goes_on_for_each_time_that_there_is_room() throws Exception {
    InspectedStream stream = stream(false);
    RequestBody.Part part = compressed();
    onLoop(() -> stream.inspect(part, () -> events.add("done")));
    for (int i = 1; i < 50; i++) {
      int pieces = i;
      GatewayInTest.await("a piece went on", () -> passed.size() >= pieces);
      onLoop(() -> assertThat(passed).hasSize(pieces));
      onLoop(stream::resume);
    }
    assertThat(passed).allMatch(piece -> piece.length <= 65536);
    assertThat(events).isEmpty();
    onLoop(stream::stop);
    GatewayInTest.await("its thread has ended", () -> !busy(stream));
    assertThat(events).isEmpty();
  }

  @Test
  void all_of_it_goes_on_where_there_is_room() throws Exception {
    InspectedStream stream = stream(true);
    RequestBody.Part part = compressed();
    onLoop(() -> stream.inspect(part, () -> events.add("done")));
    GatewayInTest.await("it is done", () -> !events.isEmpty());
    assertThat(events).containsExactly("done");
    assertThat(passed.stream().mapToLong(piece -> piece.length).sum()).isGreaterThan(SIZE);
  }

  private boolean busy(InspectedStream stream) {
    List<Boolean> busy = new ArrayList<>();
    onLoop(() -> busy.add(stream.busy()));
    return busy.getFirst();
  }
}
