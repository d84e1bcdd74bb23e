package dev.cofferdam.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.state.LedgerLine.NoLine;
import dev.cofferdam.state.StrictJson.Malformed;
import dev.cofferdam.userns.IdRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;

/**
 * Any content of a file of the state is understood as it was written or refused with a sentence.
 */
final class StateFuzzTest {
  /** What is synchronised there is so at once. */
  private static final Path MEMORY = Path.of("/dev/shm");

  @FuzzTest
  void any_plan_is_refused_or_written_as_it_was_read(byte[] input) throws Malformed {
    Plan plan;
    try {
      plan = PlanJson.read(input);
    } catch (Malformed e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @FuzzTest
  void any_defaults_are_refused_or_can_be_carried_out(byte[] input) {
    try {
      ContainmentDefaults defaults = ContainmentDefaults.parse(input);
      assertThat(defaults.pool().count()).isPositive();
    } catch (Malformed e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest
  void any_ledger_is_refused_or_stays_what_it_is(byte[] input) throws IOException {
    holds(input);
  }

  /** As the one before, with checksums that are right, which are not guessed. */
  @FuzzTest
  void any_lines_of_a_ledger_are_refused_or_have_each_range_once(byte[] input) throws IOException {
    StringBuilder text = new StringBuilder();
    String checksum = "";
    for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      String sealed = LedgerLine.seal(line, checksum);
      text.append(sealed);
      checksum = LedgerLine.checksumOf(sealed.substring(0, sealed.length() - 1));
    }
    holds(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  @FuzzTest
  void any_line_of_a_ledger_is_refused_or_written_as_it_was_read(byte[] input) {
    String line = new String(input, StandardCharsets.ISO_8859_1);
    try {
      LedgerLine parsed = LedgerLine.parse(line, "");
      assertThat(parsed.sealed("")).isEqualTo(line + "\n");
    } catch (NoLine e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void holds(byte[] content) throws IOException {
    Path state = Files.createTempDirectory(MEMORY, "cofferdam-fuzz");
    Path ranges = Files.createDirectory(state.resolve("ranges"));
    Path ledger = ranges.resolve("ledger");
    try {
      Files.write(ledger, content);
      Map<String, IdRange> read = RangeLedger.at(state, Containers.POOL).allocations();
      assertThat(new HashSet<>(read.values())).hasSameSizeAs(read.keySet());
      assertThat(RangeLedger.at(state, Containers.POOL).allocations()).isEqualTo(read);
      IdRange next = RangeLedger.at(state, Containers.POOL).allocate("a".repeat(64));
      read.forEach((container, range) ->
          assertThat(range.overlaps(next)).isEqualTo(container.equals("a".repeat(64))));
    } catch (StateException e) {
      assertThat(e).hasMessageContaining(state.toString());
    } finally {
      Files.delete(ledger);
      Files.deleteIfExists(ranges.resolve("lock"));
      Files.delete(ranges);
      Files.delete(state);
    }
  }
}
