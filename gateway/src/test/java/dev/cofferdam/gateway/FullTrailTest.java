package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.SinkSpec;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trail that has no room for an outcome when a request is answered. */
@Timeout(120)
class FullTrailTest {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private Path syslog = Path.of("");
  private GatewayInTest running;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    syslog = directory.resolve("syslog.sock");
    running =
        new GatewayInTest(directory, List.of(SinkSpec.parse("syslog:" + syslog + ",required")));
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  /** From now on the trail's last sink takes what it is given. */
  private void syslogComesBack() {
    new Bootstrap()
        .group(loops)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public boolean isSharable() {
                return true;
              }
            })
        .bind(new DomainSocketAddress(syslog.toFile()))
        .syncUninterruptibly();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IOException(stop);
    }
  }

  /**
   * The client has its answer before the outcome is taken for the record. If its next request began
   * at once, its turn would come a second time, while nobody reads its body yet: that was lost.
   */
  @Test
  void makes_the_next_request_wait_and_loses_nothing_of_its_body() throws Exception {
    CountDownLatch full = new CountDownLatch(1);
    CountDownLatch decide = new CountDownLatch(1);
    running.engine.on(
        "GET /_ping",
        (asked, connection, out) -> {
          await(full);
          StubEngine.sized(out, 200, "{}");
        });
    running.engine.json("POST /images/load", "{}");
    try (RawClient client = running.connect()) {
      client.ask("GET /v1.41/_ping");
      GatewayInTest.await("the engine is asked", () -> !running.engine.forwarded().isEmpty());
      running.fillTrail();
      full.countDown();
      assertThat(client.reply().status()).isEqualTo(200);
      running.afterResolving =
          () -> {
            try {
              decide.await();
            } catch (InterruptedException stop) {
              throw new IllegalStateException(stop);
            }
          };
      client.send(RawClient.request("POST /v1.41/images/load", "Content-Length: 9") + "all of it");
      syslogComesBack();
      running.records();
      decide.countDown();
      assertThat(client.reply().status()).isEqualTo(200);
    }
    assertThat(running.engine.forwarded().getLast().text()).isEqualTo("all of it");
  }
}
