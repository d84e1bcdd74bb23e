package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.Body;
import dev.cofferdam.docker.RequestDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arbitrary bytes from a client: what reaches the engine is well-formed, and read again from the
 * bytes that it gets it is what was decided on, in the same order.
 */
class ConnectionFuzzTest {
  private static @Nullable GatewayInTest shared;

  private static GatewayInTest running() throws Exception {
    GatewayInTest started = shared;
    if (started == null) {
      Path directory = Files.createTempDirectory("cofferdam-fuzz");
      started = new GatewayInTest(directory);
      shared = started;
      GatewayInTest closing = started;
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  closing.close();
                  delete(directory);
                } catch (IOException gone) {
                  throw new UncheckedIOException(gone);
                }
              }));
    }
    return started;
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @FuzzTest
  void what_reaches_the_engine_is_well_formed_and_decided(byte[] bytes) throws Exception {
    GatewayInTest running = running();
    int before = forwarded(running);
    List<String> decisions = allowed(running);
    try (RawClient client = running.connect()) {
      try {
        client.send(bytes);
        client.channel.shutdownOutput();
        client.rest();
      } catch (IOException refused) {
        // the gateway may hang up on anything
      }
    }
    running.awaitQuiet();
    running.engine.awaitAllRead();
    assertThat(running.engine.faults).isEmpty();
    List<String> decided = allowed(running);
    Iterator<String> left = decided.subList(decisions.size(), decided.size()).iterator();
    for (StubEngine.Asked asked : running.engine.forwarded().subList(before, forwarded(running))) {
      String operation = readAgain(asked);
      boolean found = false;
      while (!found && left.hasNext()) {
        found = left.next().equals(operation);
      }
      assertThat(found).as("%s was allowed, in its turn: %s", asked.line(), decided).isTrue();
    }
  }

  private static int forwarded(GatewayInTest running) {
    return running.engine.forwarded().size();
  }

  /** What the engine was asked, read from the bytes that it got; there is one way to write it. */
  private static String readAgain(StubEngine.Asked asked) {
    String[] line = asked.line().split(" ", 3);
    ApiCall call = ApiCall.parse(line[0], line[1], Parse.ACCEPTED);
    assertThat(call.target(call.version().orElse(new ApiVersion(1, 41)))).isEqualTo(line[1]);
    assertThat(asked.headers().getOrDefault("content-type", ""))
        .doesNotContain("form")
        .doesNotContain("multipart");
    Body body = call.route().body();
    boolean document = body == Body.JSON || body == Body.JSON_OR_NONE;
    if (document && asked.body().length > 0) {
      assertThat(RequestDocuments.parse(call.operation(), asked.body()).write())
          .isEqualTo(asked.body());
    }
    return call.operation().id();
  }

  /** The operations that were allowed, in order. */
  private static List<String> allowed(GatewayInTest running) throws Exception {
    return running.records().stream()
        .filter(line -> line.text("decision").equals("allow"))
        .map(line -> line.text("operation"))
        .toList();
  }
}
