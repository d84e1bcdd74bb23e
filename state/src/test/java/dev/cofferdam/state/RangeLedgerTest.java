package dev.cofferdam.state;

import static dev.cofferdam.state.Containers.POOL;
import static dev.cofferdam.state.Containers.id;
import static dev.cofferdam.state.Containers.slots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.userns.Claim;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeLedgerTest {
  @TempDir Path state;

  private RangeLedger ledger() {
    return RangeLedger.at(state, POOL);
  }

  private Path file() {
    return state.resolve("ranges/ledger");
  }

  @Test
  void what_was_given_is_found_by_who_opens_it_next() throws IOException {
    IdRange range = ledger().allocate(id(1));
    assertThat(ledger().allocate(id(1))).isEqualTo(range);
    assertThat(ledger().find(id(1))).hasValue(range);
    assertThat(ledger().holder(range.first() + 33)).hasValue(id(1));
    assertThat(ledger().allocate(id(2)).overlaps(range)).isFalse();
    assertThat(ledger().allocations()).hasSize(2).containsEntry(id(1), range);
  }

  @Test
  void two_that_are_open_at_once_see_what_the_other_did() throws IOException {
    RangeLedger one = ledger();
    RangeLedger other = ledger();
    Random random = new Random(3);
    Map<String, IdRange> model = new HashMap<>();
    for (int i = 0; i < 600; i++) {
      RangeLedger ledger = random.nextBoolean() ? one : other;
      String container = id(random.nextInt(40));
      switch (random.nextInt(4)) {
        case 0 -> {
          ledger.release(container);
          model.remove(container);
        }
        case 1 ->
            assertThat(ledger.find(container)).isEqualTo(Optional.ofNullable(model.get(container)));
        default -> {
          IdRange range = ledger.allocate(container);
          IdRange had = model.put(container, range);
          assertThat(had == null || had.equals(range)).isTrue();
        }
      }
      assertThat(Set.copyOf(model.values())).hasSize(model.size());
    }
    assertThat(ledger().allocations()).isEqualTo(model);
  }

  @Test
  void a_ledger_of_much_that_is_released_is_written_anew_and_others_notice() throws IOException {
    RangeLedger other = ledger();
    IdRange kept = other.allocate(id(0));
    RangeLedger ledger = ledger();
    IdRange last = kept;
    for (int i = 1; i <= 1000; i++) {
      last = ledger.allocate(id(i));
      ledger.release(id(i));
    }
    assertThat(Files.readAllLines(file())).hasSizeLessThan(1100);
    assertThat(other.allocations()).isEqualTo(Map.of(id(0), kept));
    assertThat(other.allocate(id(5000)).first()).isEqualTo(last.end());
    assertThat(ledger().allocate(id(5001)).first()).isEqualTo(last.end() + Maps.IDS);
  }

  @Test
  void a_pool_that_is_used_up_is_an_error_that_says_so() throws IOException {
    RangeLedger ledger = RangeLedger.at(state, slots(2));
    ledger.allocate(id(1));
    IdRange second = ledger.allocate(id(2));
    assertThatThrownBy(() -> ledger.allocate(id(3)))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("all 2 of the pool");
    ledger.release(id(2));
    assertThat(ledger.allocate(id(3))).isEqualTo(second);
  }

  @Test
  void a_name_that_is_no_id_of_a_container_is_refused() {
    assertThatThrownBy(() -> ledger().allocate("web")).isInstanceOf(IllegalArgumentException.class);
  }

  @Nested
  class Reconciling {
    @Test
    void what_the_engine_has_no_longer_is_taken_back() throws IOException {
      RangeLedger ledger = ledger();
      ledger.allocate(id(1));
      IdRange stays = ledger.allocate(id(2));
      assertThat(ledger.reconcile(Set.of(id(2)), ledger.moment())).containsExactly(id(1));
      assertThat(ledger.allocations()).isEqualTo(Map.of(id(2), stays));
      assertThat(ledger().allocations()).isEqualTo(Map.of(id(2), stays));
    }

    @Test
    void what_was_given_after_the_list_stays() throws IOException {
      RangeLedger ledger = ledger();
      Moment asked = ledger.moment();
      ledger().allocate(id(1));
      assertThat(ledger.reconcile(Set.of(), asked)).isEmpty();
      assertThat(ledger.find(id(1))).isPresent();
    }

    @Test
    void what_was_given_after_the_list_stays_though_the_ledger_was_written_anew()
        throws IOException {
      RangeLedger ledger = ledger();
      ledger.allocate(id(1));
      Moment asked = ledger.moment();
      ledger.allocate(id(2));
      ledger.reconcile(Set.of(), asked);
      ledger.reconcile(Set.of(), asked);
      assertThat(ledger().allocations()).containsOnlyKeys(id(2));
      assertThat(ledger().reconcile(Set.of(), ledger.moment())).containsExactly(id(2));
    }

    @Test
    void what_was_taken_back_is_not_the_next_that_is_given() throws IOException {
      RangeLedger ledger = ledger();
      IdRange gone = ledger.allocate(id(1));
      ledger.reconcile(Set.of(), ledger.moment());
      assertThat(ledger.allocate(id(2))).isNotEqualTo(gone);
      assertThat(ledger().allocate(id(3))).isNotEqualTo(gone);
    }
  }

  @Nested
  class Conflicts {
    @Test
    void ids_that_somebody_was_given_since_are_an_error_that_names_both() throws IOException {
      IdRange range = ledger().allocate(id(1));
      Claim alice = new Claim(new IdRange(range.first() + 5, 10), "alice (/etc/subuid line 3)");
      RangeLedger later = RangeLedger.at(state, Pool.of(Pool.DEFAULT_SPAN, List.of(alice)));
      assertThatThrownBy(later::check)
          .isInstanceOf(StateException.class)
          .hasMessageContaining(id(1))
          .hasMessageContaining("alice (/etc/subuid line 3)");
      assertThatThrownBy(() -> later.allocate(id(1))).hasMessageContaining("alice");
      assertThat(later.allocate(id(2)).overlaps(alice.ids())).isFalse();
      later.release(id(1));
      later.check();
    }

    @Test
    void a_range_of_another_pool_is_kept_and_not_given_again() throws IOException {
      IdRange range = RangeLedger.at(state, slots(2)).allocate(id(1));
      RangeLedger moved =
          RangeLedger.at(state, Pool.of(new IdRange(16 * Maps.IDS, 2 * Maps.IDS), List.of()));
      assertThat(moved.allocate(id(1))).isEqualTo(range);
      assertThat(moved.allocate(id(2)).first()).isGreaterThanOrEqualTo(16 * Maps.IDS);
    }
  }

  @Nested
  class Keeping {
    @Test
    void a_ledger_that_was_lost_is_made_again_from_the_plans() throws IOException {
      IdRange range = ledger().allocate(id(1));
      IdRange other = ledger().allocate(id(2));
      Files.delete(file());
      RangeLedger again = ledger();
      again.keep(id(2), other);
      again.keep(id(1), range);
      again.keep(id(1), range);
      assertThat(ledger().allocations()).isEqualTo(Map.of(id(1), range, id(2), other));
      assertThat(again.allocate(id(3))).isNotEqualTo(range).isNotEqualTo(other);
    }

    @Test
    void a_range_that_another_has_is_refused() throws IOException {
      RangeLedger ledger = ledger();
      IdRange range = ledger.allocate(id(1));
      assertThatThrownBy(() -> ledger.keep(id(2), range))
          .isInstanceOf(StateException.class)
          .hasMessageContaining(id(1));
      assertThatThrownBy(() -> ledger.keep(id(1), new IdRange(1 << 20, Maps.IDS)))
          .hasMessageContaining("has the range");
    }
  }
}
