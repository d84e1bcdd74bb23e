package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that does not read slows the container down and costs the gateway nothing. */
@OnSite
class BackPressureTest {
  private static final long FLAT_KIB = 24 * 1024;

  /** For 2 GB on a machine that has other work as well. */
  private static final Duration ENOUGH = Duration.ofMinutes(2);

  private final Site site;
  private final Engine engine;

  BackPressureTest(Site site) {
    this.site = site;
    this.engine = site.engine();
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @Test
  void memory_stays_flat_while_two_gigabytes_go_through() {
    Gateway gateway = site.gateway();
    Containers.service(engine, "loud", "foobar");
    // A young process grows for other reasons: its compiler works and its buffers find their size.
    try (Running first = stream(500_000_000)) {
      Await.until("the end of the first stream", ENOUGH, () -> !first.alive());
    }
    long before = gateway.residentKiB();
    AtomicLong most = new AtomicLong();
    try (Running client = stream(2_000_000_000)) {
      Await.until(
          "the end of the stream",
          ENOUGH,
          () -> {
            most.accumulateAndGet(gateway.residentKiB(), Math::max);
            return !client.alive();
          });
      assertThat(client.ended().err()).contains("done");
    }
    assertThat(most.get() - before).as("growth in KiB").isLessThan(FLAT_KIB);
  }

  private Running stream(int bytes) {
    return site.docker(Person.ADMIN3)
        .command("exec", "loud", "sh", "-c", "head -c " + bytes + " /dev/zero; echo done >&2")
        .into(Path.of("/dev/null"))
        .start();
  }

  @Test
  void a_client_that_stops_reading_stops_the_writer() {
    Gateway gateway = site.gateway();
    engine.docker().orFail("run", "-d", "--name", "loud", "foobar", "sh", "-c", Containers.SERVICE);
    long before = gateway.residentKiB();
    try (Running client =
        site.docker(Person.ADMIN3)
            .command(
                "exec",
                "loud",
                "sh",
                "-c",
                "dd if=/dev/zero bs=1M count=20000 2>/dev/null; touch /tmp/written")
            .into(Path.of("/dev/null"))
            .start()) {
      Await.until("the writer writes", ENOUGH, () -> writtenByDd() > 0);
      client.signal("STOP");
      Await.until("the writer stands still", ENOUGH, new StandsStill(this::writtenByDd));
      assertThat(engine.docker().run("exec", "loud", "test", "-e", "/tmp/written").exit())
          .as("20 GB were written although nobody reads")
          .isNotZero();
      assertThat(gateway.residentKiB() - before).isLessThan(FLAT_KIB);
      client.signal("CONT");
    }
  }

  /** {@code wchar} in proc(5), of the one process {@code dd} in the container; 0 before it runs. */
  private long writtenByDd() {
    String pid =
        engine
            .docker()
            .orFail("top", "loud", "-o", "pid,comm")
            .lines()
            .map(String::strip)
            .filter(line -> line.endsWith(" dd"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .findFirst()
            .orElse("");
    if (pid.isEmpty()) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "io"))) {
      return lines
          .filter(line -> line.startsWith("wchar: "))
          .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }

  /** Whether a number that has begun to grow has not grown for a second. */
  private static final class StandsStill implements BooleanSupplier {
    private static final long LONG_ENOUGH = Duration.ofSeconds(1).toNanos();

    private final LongSupplier number;
    private long last;
    private long since = System.nanoTime();

    StandsStill(LongSupplier number) {
      this.number = number;
    }

    @Override
    public boolean getAsBoolean() {
      long now = number.getAsLong();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
      return last > 0 && System.nanoTime() - since > LONG_ENOUGH;
    }
  }
}
