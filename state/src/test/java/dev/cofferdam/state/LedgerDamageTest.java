package dev.cofferdam.state;

import static dev.cofferdam.state.Containers.POOL;
import static dev.cofferdam.state.Containers.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.userns.IdRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file is what was given, or it is an error: after a crash and after any damage. */
class LedgerDamageTest {
  @TempDir Path state;
  private Path file;
  private byte[] whole;
  private final Map<String, IdRange> given = new HashMap<>();

  @BeforeEach
  void five_containers_one_of_which_is_gone() throws IOException {
    RangeLedger ledger = RangeLedger.at(state, POOL);
    for (int i = 0; i < 5; i++) {
      given.put(id(i), ledger.allocate(id(i)));
    }
    ledger.release(id(2));
    given.remove(id(2));
    file = state.resolve("ranges/ledger");
    whole = Files.readAllBytes(file);
  }

  private Map<String, IdRange> reopened() throws IOException {
    return RangeLedger.at(state, POOL).allocations();
  }

  @Test
  void a_line_of_which_a_crash_left_any_beginning_is_cut_off() throws IOException {
    RangeLedger.at(state, POOL).allocate(id(9));
    byte[] longer = Files.readAllBytes(file);
    for (int length = whole.length; length < longer.length; length++) {
      Files.write(file, Arrays.copyOf(longer, length));
      assertThat(reopened()).isEqualTo(given);
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void a_line_that_has_its_length_and_not_its_content_is_cut_off() throws IOException {
    RangeLedger.at(state, POOL).allocate(id(9));
    byte[] longer = Files.readAllBytes(file);
    for (int from = whole.length; from < longer.length; from++) {
      byte[] torn = longer.clone();
      Arrays.fill(torn, from, torn.length, (byte) 0);
      Files.write(file, torn);
      assertThat(reopened()).isEqualTo(given);
    }
  }

  @Test
  void a_line_whose_first_block_is_missing_is_cut_off() throws IOException {
    int boundary;
    RangeLedger ledger = RangeLedger.at(state, POOL);
    int i = 100;
    do {
      whole = Files.readAllBytes(file);
      boundary = (whole.length / 512 + 1) * 512;
      given.put(id(i), ledger.allocate(id(i)));
      i++;
    } while (Files.size(file) <= boundary);
    given.remove(id(i - 1));
    byte[] torn = Files.readAllBytes(file);
    Arrays.fill(torn, whole.length, boundary, (byte) 0);
    Files.write(file, torn);
    assertThat(reopened()).isEqualTo(given);
  }

  @Test
  void any_bit_that_changed_in_what_was_on_the_disk_is_an_error() throws IOException {
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, damaged);
      assertThatThrownBy(this::reopened)
          .describedAs("bit %d of byte %d", bit % 8, bit / 8)
          .isInstanceOf(StateException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("damaged in line")
          .hasMessageContaining("restart the gateway");
    }
  }

  @Test
  void a_line_that_is_gone_from_the_middle_twice_there_or_in_another_place_is_an_error()
      throws IOException {
    String[] lines = new String(whole, StandardCharsets.ISO_8859_1).split("(?<=\n)");
    for (int i = 0; i < lines.length - 1; i++) {
      StringBuilder without = new StringBuilder();
      StringBuilder twice = new StringBuilder();
      StringBuilder swapped = new StringBuilder();
      for (int j = 0; j < lines.length; j++) {
        without.append(j == i ? "" : lines[j]);
        twice.append(j == i ? lines[j] + lines[j] : lines[j]);
        swapped.append(j == i ? lines[i + 1] : j == i + 1 ? lines[i] : lines[j]);
      }
      for (StringBuilder damaged : java.util.List.of(without, twice, swapped)) {
        Files.writeString(file, damaged, StandardCharsets.ISO_8859_1);
        assertThatThrownBy(this::reopened).isInstanceOf(StateException.class);
      }
    }
  }

  @Test
  void an_empty_file_is_an_error() throws IOException {
    Files.write(file, new byte[0]);
    assertThatThrownBy(this::reopened).isInstanceOf(StateException.class);
  }

  @Test
  void a_ledger_that_shrinks_or_goes_while_it_is_open_is_an_error() throws IOException {
    RangeLedger open = RangeLedger.at(state, POOL);
    open.allocations();
    String[] lines = new String(whole, StandardCharsets.ISO_8859_1).split("(?<=\n)");
    Files.writeString(file, lines[0] + lines[1], StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> open.allocate(id(7))).hasMessageContaining("shorter");
    Files.delete(file);
    assertThatThrownBy(() -> open.allocate(id(7))).hasMessageContaining("gone");
  }
}
