package dev.cofferdam.userns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTest {
  @Test
  void the_default_pool_is_524288_to_1879048191() {
    Pool pool = Pool.of(Pool.DEFAULT_SPAN, List.of());
    assertThat(pool.size()).isEqualTo(28_664);
    assertThat(pool.range(0)).isEqualTo(new IdRange(524_288, 65_536));
    assertThat(pool.range(pool.slots() - 1).last()).isEqualTo(1_879_048_191);
  }

  @Test
  void no_pool_has_ids_from_2_to_the_31_up_or_those_of_foreign_images() {
    Pool pool = Pool.of(IdRange.between(0x7000_0000L, 0xffff_fffeL), List.of());
    for (int slot = 0; slot < pool.slots(); slot++) {
      if (!pool.isClaimed(slot)) {
        assertThat(pool.range(slot).end()).isLessThanOrEqualTo(1L << 31);
        assertThat(pool.range(slot).overlaps(IdRange.between(2_147_352_576L, 2_147_418_111L)))
            .isFalse();
      }
    }
    // 2147352576 is 65536 × 32766: that slot is nobody's, and the last below 2^31 is left.
    assertThat(pool.size()).isEqualTo(0x1000 - 1);
  }

  @Test
  void slots_are_aligned_whatever_the_span() {
    Pool pool = Pool.of(IdRange.between(524_289, 800_000), List.of());
    assertThat(pool.size()).isEqualTo(3);
    assertThat(pool.range(0).first()).isEqualTo(589_824);
    assertThat(pool.range(2).last()).isLessThanOrEqualTo(800_000);
  }

  @Test
  void a_slot_that_anybody_has_one_id_of_is_not_given() {
    Claim alice = new Claim(IdRange.between(589_823, 589_824), "alice");
    Pool pool = Pool.of(IdRange.between(524_288, 786_431), List.of(alice));
    assertThat(pool.size()).isEqualTo(2);
    assertThat(pool.isClaimed(0)).isTrue();
    assertThat(pool.isClaimed(1)).isTrue();
    assertThat(pool.claimOn(pool.range(1))).hasValue(alice);
    assertThat(pool.claimOn(pool.range(2))).isEmpty();
  }

  @Test
  void claims_outside_of_the_span_take_nothing() {
    List<Claim> claims =
        List.of(
            new Claim(IdRange.between(0, 524_287), "the system"),
            new Claim(IdRange.between(786_432, 0xffff_fffeL), "a directory"));
    assertThat(Pool.of(IdRange.between(524_288, 786_431), claims).size()).isEqualTo(4);
  }

  @Test
  void a_pool_without_a_slot_is_refused() {
    assertThatThrownBy(() -> Pool.of(IdRange.between(524_289, 655_358), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("524289–655358");
    assertThatThrownBy(() -> Pool.of(IdRange.between(1L << 31, (1L << 31) + 200_000), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            Pool.of(
                IdRange.between(524_288, 655_359),
                List.of(new Claim(IdRange.between(0, 1_000_000), "x"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
