package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.seccomp.Condition.AtLeast;
import dev.cofferdam.seccomp.Condition.Masked;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Calls whose arguments are where decisions change: at the values of comparisons, beside them, with
 * single bits turned, with bits that the kernel ignores.
 */
final class SampledCalls {
  private static final int TRIES = 40;

  private final RandomGenerator random;

  SampledCalls(RandomGenerator random) {
    this.random = random;
  }

  /** Both do the same with every number of these architectures. */
  void assertSame(Profile actual, Profile expected, Iterable<Architecture> architectures) {
    for (Architecture architecture : architectures) {
      for (int number = -1; number < SystemCalls.known().end(architecture) + 2; number++) {
        List<Long> values = new ArrayList<>();
        collect(actual, architecture, number, values);
        collect(expected, architecture, number, values);
        for (int i = 0; i < (values.isEmpty() ? 1 : TRIES); i++) {
          long[] arguments = new long[SeccompData.ARGUMENTS];
          for (int j = 0; j < arguments.length; j++) {
            arguments[j] = corner(values);
          }
          SeccompData data = SeccompData.of(architecture, number, arguments);
          assertThat(actual.decide(data))
              .as("%s %d %s", architecture, number, data)
              .isEqualTo(expected.decide(data));
        }
      }
    }
  }

  private long corner(List<Long> values) {
    if (values.isEmpty()) {
      return random.nextLong();
    }
    long value = values.get(random.nextInt(values.size()));
    return switch (random.nextInt(7)) {
      case 0 -> value + 1;
      case 1 -> value - 1;
      case 2 -> value ^ 1L << random.nextInt(Long.SIZE);
      case 3 -> value | random.nextLong() << Integer.SIZE;
      case 4 -> random.nextLong();
      default -> value;
    };
  }

  private static void collect(
      Profile profile, Architecture architecture, int number, List<Long> values) {
    Rules rules = profile.architectures().get(architecture);
    if (rules != null) {
      SystemCalls.known()
          .numbered(architecture, number)
          .ifPresent(call -> collect(rules.of(call.name()), values));
    }
  }

  private static void collect(Decision decision, List<Long> values) {
    if (decision instanceof Decision.When when) {
      values.add(
          switch (when.condition()) {
            case Masked masked -> masked.value();
            case AtLeast bound -> bound.value();
          });
      collect(when.then(), values);
      collect(when.otherwise(), values);
    }
  }
}
