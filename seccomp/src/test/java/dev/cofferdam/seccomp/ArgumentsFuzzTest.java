package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Any conditions on arguments are understood as they are meant, or too much work. A byte of each
 * says of what kind it is, what it asks about and what follows; two numbers of 64 bits follow.
 */
final class ArgumentsFuzzTest {
  private static final int MOST = 60;
  private static final List<Width> WIDTHS = List.of(Width.values());
  private static final List<String> CALLS = List.of("mmap", "socket", "chmod", "clone");

  @FuzzTest
  void the_value_that_is_found_is_the_smallest_that_fits(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(input);
    if (bytes.remaining() < 9) {
      return;
    }
    Width width = WIDTHS.get(Byte.toUnsignedInt(bytes.get()) % WIDTHS.size());
    long candidate = bytes.getLong() & width.mask();
    List<Clause> clauses = clauses(bytes);
    Values values = Values.any(width);
    for (Clause each : clauses) {
      values = values.where(each.condition, each.holds);
    }
    assertThat(values.contains(candidate)).isEqualTo(fit(clauses, candidate, width));
    OptionalLong smallest;
    try {
      smallest = values.smallest(new Work("this"));
      assertThat(values.isPossible(new Work("this"))).isEqualTo(smallest.isPresent());
    } catch (SeccompException e) {
      assertThat(e).hasMessageContaining("takes too much work");
      return;
    }
    smallest.ifPresent(found -> assertThat(fit(clauses, found, width)).isTrue());
    if (fit(clauses, candidate, width)) {
      assertThat(Long.compareUnsigned(smallest.orElseThrow(), candidate)).isNotPositive();
    }
  }

  private static boolean fit(List<Clause> clauses, long value, Width width) {
    return clauses.stream().allMatch(each -> each.condition.holds(value, width) == each.holds);
  }

  @FuzzTest
  void what_is_in_excess_is_found_and_what_is_found_is(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(input);
    if (bytes.remaining() < 25) {
      return;
    }
    String call = CALLS.get(Byte.toUnsignedInt(bytes.get()) % CALLS.size());
    long[] arguments = {bytes.getLong(), bytes.getLong(), bytes.getLong(), 0, 0, 0};
    List<Clause> clauses = clauses(bytes);
    Profile first = profile(call, clauses.subList(0, clauses.size() / 2));
    Profile second = profile(call, clauses.subList(clauses.size() / 2, clauses.size()));
    Optional<Difference> excess;
    try {
      excess = ProfileComparison.excess(first, second);
      assertSame(Algebra.intersection(first, second), first, second, call, arguments);
    } catch (SeccompException e) {
      assertThat(e).hasMessageContaining("takes too much work");
      return;
    }
    excess.ifPresent(found ->
        assertThat(Passage.isFurther(first.decide(found.example()), second.decide(found.example())))
            .isTrue());
    Action one = Environments.decide(first, call, arguments);
    Action other = Environments.decide(second, call, arguments);
    assertThat(!Passage.isFurther(one, other) || excess.isPresent()).isTrue();
  }

  private static void assertSame(
      Profile both, Profile first, Profile second, String call, long[] arguments) {
    Action one = Environments.decide(first, call, arguments);
    Action other = Environments.decide(second, call, arguments);
    assertThat(Environments.decide(both, call, arguments))
        .isEqualTo(one.compareTo(other) <= 0 ? one : other);
  }

  private record Clause(Condition condition, boolean holds, Action action) {}

  private static List<Clause> clauses(ByteBuffer bytes) {
    List<Clause> clauses = new ArrayList<>();
    while (bytes.remaining() >= 17 && clauses.size() < MOST) {
      int kind = bytes.get();
      long given = bytes.getLong();
      long mask = (kind & 2) == 0 ? given : -1;
      long value = bytes.getLong();
      int argument = (kind >> 2 & 3) % 3;
      Condition condition =
          (kind & 1) == 0
              ? new Condition.AtLeast(argument, value)
              : new Condition.Masked(argument, mask, value & mask);
      Action action =
          switch (kind >> 5 & 3) {
            case 0 -> Action.ALLOW;
            case 1 -> Action.EPERM;
            case 2 -> Action.KILL_PROCESS;
            default -> Action.trace(1);
          };
      clauses.add(new Clause(condition, (kind & 16) != 0, action));
    }
    return clauses;
  }

  private static Profile profile(String call, List<Clause> clauses) {
    Decision decision = new Decision.Always(Action.EPERM);
    for (Clause each : clauses) {
      Decision then = new Decision.Always(each.action);
      decision =
          each.holds
              ? new Decision.When(each.condition, then, decision)
              : new Decision.When(each.condition, decision, then);
    }
    Rules rules = Rules.all(Action.ALLOW, Action.ENOSYS).with(Map.of(call, decision));
    return new Profile(Map.of(Architecture.X86_64, rules), Action.KILL_PROCESS, Set.of());
  }
}
