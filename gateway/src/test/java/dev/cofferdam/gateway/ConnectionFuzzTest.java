package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Arbitrary bytes from a client: what reaches the engine is well-formed and was decided on. */
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
    int before = running.engine.forwarded().size();
    long decisions = allowed(running);
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
    assertThat(running.engine.faults).isEmpty();
    int forwarded = running.engine.forwarded().size() - before;
    assertThat((long) forwarded).isLessThanOrEqualTo(allowed(running) - decisions);
  }

  private static long allowed(GatewayInTest running) throws Exception {
    return running.records().stream().filter(line -> line.text("decision").equals("allow")).count();
  }
}
