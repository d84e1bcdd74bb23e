package dev.cofferdam.state;

import static dev.cofferdam.state.Containers.POOL;
import static dev.cofferdam.state.Containers.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.state.LedgerProcess.Said;
import dev.cofferdam.userns.IdRange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, one of which may be killed, and a disk that is full. Needs root. */
class LedgerProcessesTest {
  @TempDir Path state;

  @Test
  void two_processes_at_once_never_give_the_same() throws Exception {
    List<Process> processes =
        List.of(
            LedgerProcess.start(state, 0, 300, said(0)),
            LedgerProcess.start(state, 1000, 300, said(1000)));
    RangeLedger own = RangeLedger.at(state, POOL);
    Map<String, Long> expected = new HashMap<>();
    for (int i = 2000; i < 2300; i++) {
      expected.put(id(i), own.allocate(id(i)).first());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    follow(LedgerProcess.read(said(0)), expected);
    follow(LedgerProcess.read(said(1000)), expected);
    Map<String, Long> kept = kept();
    assertThat(kept.keySet()).isEqualTo(expected.keySet()).hasSize(300 + 2 * 200);
    assertThat(kept).isEqualTo(expected);
    assertThat(Set.copyOf(expected.values())).hasSameSizeAs(expected.keySet());
  }

  private Path said(long from) {
    return state.resolve("said-" + from);
  }

  private Map<String, Long> kept() throws IOException {
    Map<String, Long> kept = new HashMap<>();
    RangeLedger.at(state, POOL)
        .allocations()
        .forEach((container, range) -> kept.put(container, range.first()));
    return kept;
  }

  private static void follow(List<Said> said, Map<String, Long> has) {
    for (Said each : said) {
      if (each.given()) {
        has.put(each.container(), each.first());
      } else {
        has.remove(each.container());
      }
    }
  }

  @Test
  void a_process_that_is_killed_at_any_moment_loses_nothing_and_leaves_nothing_twice()
      throws Exception {
    Random random = new Random(11);
    Map<String, Long> has = new HashMap<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
    for (int round = 0; System.nanoTime() < end; round++) {
      Process victim = LedgerProcess.start(state, round * 100_000L, 100_000, said(0));
      Process witness =
          LedgerProcess.start(state, round * 100_000L + 50_000_000, 20, said(50_000_000));
      try {
        assertThat(witness.waitFor()).isZero();
        follow(LedgerProcess.read(said(50_000_000)), has);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(60_000));
        victim.destroyForcibly();
        assertThat(victim.waitFor()).isNotZero();
        follow(LedgerProcess.read(said(0)), has);
      } finally {
        victim.destroyForcibly();
        witness.destroyForcibly();
      }
      Map<String, Long> kept = kept();
      assertThat(kept).containsAllEntriesOf(has);
      assertThat(new HashSet<>(kept.values())).hasSameSizeAs(kept.keySet());
    }
    assertThat(has).hasSizeGreaterThan(100);
  }

  @Test
  void on_a_full_disk_nothing_is_given_and_nothing_is_lost() throws Exception {
    Path mount = Files.createDirectory(state.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "cofferdam-test", mount.toString());
    try {
      RangeLedger ledger = RangeLedger.at(mount, POOL);
      Map<String, IdRange> given = new HashMap<>();
      given.put(id(0), ledger.allocate(id(0)));
      Path filler = mount.resolve("filler");
      fill(filler);
      int next = 1;
      try {
        for (; next < 100; next++) {
          given.put(id(next), ledger.allocate(id(next)));
        }
      } catch (StateException e) {
        assertThat(e).hasMessageContaining("cannot be used").hasMessageContaining("space");
      }
      // A page of the ledger may have had room for some.
      assertThat(next).isLessThan(100);
      assertThat(ledger.allocations()).isEqualTo(given);
      assertThat(RangeLedger.at(mount, POOL).allocations()).isEqualTo(given);
      int refused = next;
      assertThatThrownBy(() -> RangeLedger.at(mount, POOL).allocate(id(refused)))
          .isInstanceOf(StateException.class);
      Files.delete(filler);
      given.put(id(next), ledger.allocate(id(next)));
      assertThat(RangeLedger.at(mount, POOL).allocations()).isEqualTo(given);
      assertThat(new HashSet<>(given.values())).hasSameSizeAs(given.keySet());
    } finally {
      run("umount", mount.toString());
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(new byte[1024]);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
