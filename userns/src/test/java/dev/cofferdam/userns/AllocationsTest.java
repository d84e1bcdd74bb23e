package dev.cofferdam.userns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllocationsTest {
  private static final Pool POOL = Pool.of(Pool.DEFAULT_SPAN, List.of());

  private static Pool slots(int count, Claim... claims) {
    return Pool.of(new IdRange(8 * Maps.IDS, count * Maps.IDS), List.of(claims));
  }

  @Test
  void a_container_gets_the_same_however_often_it_asks() {
    Allocations allocations = new Allocations(POOL);
    IdRange range = allocations.allocate("a").orElseThrow();
    assertThat(allocations.allocate("b")).isNotEqualTo(Optional.of(range));
    assertThat(allocations.allocate("a")).hasValue(range);
    assertThat(allocations.find("a")).hasValue(range);
    assertThat(allocations.holder(range.last())).hasValue("a");
  }

  @Test
  void a_million_allocations_take_seconds() {
    Allocations allocations = new Allocations(POOL);
    List<String> live = new ArrayList<>();
    Random random = new Random(1);
    Set<Long> firsts = new HashSet<>();
    for (int i = 0; i < 1_000_000; i++) {
      if (live.size() == POOL.size()) {
        int victim = random.nextInt(live.size());
        IdRange back = allocations.release(live.get(victim)).orElseThrow();
        firsts.remove(back.first());
        live.set(victim, live.getLast());
        live.removeLast();
      }
      String container = "container" + i;
      IdRange range = allocations.allocate(container).orElseThrow();
      assertThat(firsts.add(range.first())).isTrue();
      live.add(container);
    }
    assertThat(allocations.ranges()).hasSize(POOL.size());
  }

  @Test
  void whatever_happens_it_is_as_a_simple_map_would_have_it() {
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      IdRange claimed = new IdRange((8 + random.nextLong(200)) * Maps.IDS + 7, 70_000);
      Pool pool = slots(1 + random.nextInt(200) + 5, new Claim(claimed, "someone"));
      Allocations allocations = new Allocations(pool);
      Map<String, IdRange> model = new HashMap<>();
      for (int step = 0; step < 400; step++) {
        String container = "c" + random.nextInt(150);
        if (random.nextInt(3) == 0) {
          assertThat(allocations.release(container))
              .isEqualTo(Optional.ofNullable(model.remove(container)));
        } else {
          Optional<IdRange> range = allocations.allocate(container);
          if (range.isEmpty()) {
            assertThat(model).hasSize(pool.size());
          } else if (model.containsKey(container)) {
            assertThat(range).hasValue(model.get(container));
          } else {
            assertThat(model.values()).noneMatch(range.get()::overlaps);
            assertThat(range.get().overlaps(claimed)).isFalse();
            model.put(container, range.get());
          }
        }
        assertThat(allocations.ranges()).isEqualTo(model);
      }
    }
  }

  @Test
  void what_was_released_is_given_again_last() {
    Allocations allocations = new Allocations(slots(4));
    IdRange first = allocations.allocate("a").orElseThrow();
    allocations.release("a");
    for (String container : List.of("b", "c", "d")) {
      assertThat(allocations.allocate(container)).isNotEqualTo(Optional.of(first));
    }
    assertThat(allocations.allocate("e")).hasValue(first);
    assertThat(allocations.allocate("f")).isEmpty();
  }

  @Test
  void a_slot_is_taken_once() {
    Allocations allocations = new Allocations(slots(4));
    IdRange range = allocations.allocate("a").orElseThrow();
    assertThatThrownBy(() -> allocations.take("b", range)).hasMessageContaining("container a's");
    assertThatThrownBy(() -> allocations.take("b", new IdRange(range.first() + 1, Maps.IDS)))
        .hasMessageContaining("no slot");
    assertThatThrownBy(() -> allocations.take("a", new IdRange(0, Maps.IDS)))
        .hasMessageContaining("has the range");
  }

  @Test
  void a_slot_that_is_withheld_is_nobodys() {
    Allocations allocations = new Allocations(slots(2));
    IdRange withheld = allocations.candidate().orElseThrow();
    allocations.withhold(withheld);
    assertThat(allocations.allocate("a")).isPresent().isNotEqualTo(Optional.of(withheld));
    assertThat(allocations.allocate("b")).isEmpty();
  }

  @Test
  void a_slot_outside_of_the_pool_can_be_kept_but_is_not_given_again() {
    Allocations allocations = new Allocations(slots(1));
    IdRange outside = new IdRange(1024 * Maps.IDS, Maps.IDS);
    allocations.take("old", outside);
    assertThat(allocations.release("old")).hasValue(outside);
    assertThat(allocations.allocate("a")).isPresent();
    assertThat(allocations.allocate("b")).isEmpty();
  }
}
