package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static Values any() {
    return Values.any(Width.BITS_64);
  }

  private static Condition atLeast(long value) {
    return new Condition.AtLeast(0, value);
  }

  private static Condition masked(long mask, long value) {
    return new Condition.Masked(0, mask, value);
  }

  private static Condition equal(long value) {
    return Condition.equal(0, value);
  }

  @Nested
  class Without_a_search {
    @Test
    void a_value_that_is_known_and_another_one_contradict() {
      assertThat(any().where(equal(3), true).where(equal(4), true).isContradiction()).isTrue();
    }

    @Test
    void what_a_known_bit_rules_out_is_forgotten() {
      Values odd = any().where(masked(1, 1), true);
      assertThat(odd.where(equal(4), false)).isEqualTo(odd);
    }

    @Test
    void the_order_of_conditions_does_not_matter() {
      Values one = any().where(atLeast(3), true).where(equal(3), false).where(atLeast(9), false);
      Values other = any().where(atLeast(9), false).where(equal(3), false).where(atLeast(3), true);
      assertThat(one)
          .isEqualTo(other)
          .isEqualTo(any().where(atLeast(4), true).where(atLeast(9), false));
    }

    @Test
    void the_last_bit_that_could_differ_does() {
      Values values = any().where(masked(3, 1), false).where(masked(1, 1), true);
      assertThat(values).isEqualTo(any().where(masked(3, 3), true));
    }

    @Test
    void nothing_is_less_than_nought() {
      assertThat(any().where(atLeast(0), false).isContradiction()).isTrue();
    }
  }

  @Nested
  class The_smallest {
    @Test
    void is_nought_when_nothing_is_known() throws SeccompException {
      assertThat(any().smallest(new Work("this"))).hasValue(0);
    }

    @Test
    void bounds_are_without_a_sign() throws SeccompException {
      assertThat(any().where(atLeast(Long.MIN_VALUE), true).smallest(new Work("this")))
          .hasValue(Long.MIN_VALUE);
      assertThat(any().where(atLeast(-1), true).where(equal(-1), false).smallest(new Work("this")))
          .isEmpty();
    }

    @Test
    void bits_that_the_kernel_does_not_take_are_noughts() throws SeccompException {
      Values family = Values.any(Width.BITS_32).where(equal(0x1_0000_0028L), true);
      assertThat(family.smallest(new Work("this"))).hasValue(0x28);
      assertThat(family.contains(0x1_0000_0028L)).isFalse();
    }

    @Test
    void bounds_and_masks_that_leave_nothing_are_seen() throws SeccompException {
      Values values = any().where(atLeast(0x101), true).where(atLeast(0x200), false);
      assertThat(values.where(masked(0xff, 0), true).smallest(new Work("this"))).isEmpty();
      assertThat(values.where(masked(0xff, 1), true).smallest(new Work("this"))).hasValue(0x101);
    }

    @Test
    void a_thousand_values_that_it_is_not_are_no_work() throws SeccompException {
      Values values = Values.any(Width.BITS_32).where(masked(1, 0), true);
      for (int i = 0; i < 1000; i++) {
        values = values.where(equal(2L * i), false);
      }
      assertThat(values.smallest(new Work("this"))).hasValue(2000);
      assertThat(values.isPossible(new Work("this"))).isTrue();
    }

    @Test
    void more_work_than_anybody_has_is_an_error() {
      assertThatThrownBy(() -> hard().smallest(new Work("this")))
          .isInstanceOf(SeccompException.class)
          .hasMessageContaining("this takes too much work: use fewer conditions");
    }

    /** Three bits of a value that are not so, again and again: a hard question of logic. */
    private static Values hard() {
      Random random = new Random(1);
      Values hard = any();
      for (int i = 0; i < 300; i++) {
        long mask = 0;
        while (Long.bitCount(mask) < 3) {
          mask |= 1L << random.nextInt(64);
        }
        hard = hard.where(masked(mask, random.nextLong() & mask), false);
      }
      return hard;
    }
  }

  @Nested
  class By_chance {
    @Test
    void every_value_of_16_bits_is_tried_and_the_smallest_is_the_one_found()
        throws SeccompException {
      Random random = new Random(11);
      int none = 0;
      for (int round = 0; round < 100; round++) {
        Values values = Values.any(Width.BITS_16);
        LongPredicate fits = value -> true;
        for (int i = random.nextInt(1, 12); i > 0; i--) {
          Condition condition = condition(random);
          boolean holds = random.nextInt(4) == 0;
          values = values.where(condition, holds);
          LongPredicate before = fits;
          fits = value -> before.test(value) && condition.holds(value, Width.BITS_16) == holds;
        }
        none += checkAll(values, fits) ? 0 : 1;
      }
      assertThat(none).isBetween(10, 90);
    }

    private static Condition condition(Random random) {
      long value = random.nextInt(0x20000);
      if (random.nextInt(3) == 0) {
        return atLeast(value);
      }
      long mask = random.nextInt(4) == 0 ? -1 : random.nextInt(8) << random.nextInt(14);
      return masked(mask, value & mask);
    }

    private static boolean checkAll(Values values, LongPredicate fits) throws SeccompException {
      OptionalLong smallest = OptionalLong.empty();
      for (long value = 0; value <= 0xffff; value++) {
        boolean isOne = fits.test(value);
        if (values.contains(value) != isOne) {
          throw new AssertionError(values + " is wrong about " + value);
        }
        if (isOne && smallest.isEmpty()) {
          smallest = OptionalLong.of(value);
        }
      }
      assertThat(values.smallest(new Work("this"))).as("%s", values).isEqualTo(smallest);
      assertThat(values.isPossible(new Work("this"))).isEqualTo(smallest.isPresent());
      return smallest.isPresent();
    }

    @Test
    void eight_bits_anywhere_in_64_are_as_eight_bits() throws SeccompException {
      Random random = new Random(12);
      for (int round = 0; round < 3000; round++) {
        int shift = random.nextInt(57);
        Values values = any().where(masked(~(0xffL << shift), 0), true);
        LongPredicate fits = value -> true;
        for (int i = random.nextInt(1, 14); i > 0; i--) {
          long value = (long) random.nextInt(256) << shift;
          long mask = (long) random.nextInt(256) << shift;
          Condition condition =
              random.nextInt(3) == 0 ? atLeast(value) : masked(mask, value & mask);
          boolean holds = random.nextInt(5) == 0;
          values = values.where(condition, holds);
          LongPredicate before = fits;
          fits = each -> before.test(each) && condition.holds(each, Width.BITS_64) == holds;
        }
        OptionalLong smallest = OptionalLong.empty();
        for (long i = 255; i >= 0; i--) {
          if (fits.test(i << shift)) {
            smallest = OptionalLong.of(i << shift);
          }
        }
        assertThat(values.smallest(new Work("this"))).as("%s", values).isEqualTo(smallest);
      }
    }
  }
}
