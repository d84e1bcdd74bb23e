package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Values of an argument as ranges, the smallest first, with a gap between any two.
 *
 * @param most the largest value that the argument can have
 */
record Intervals(long most, List<Interval> all) {
  /** From a value to another, both included, without a sign. */
  record Interval(long from, long to) {
    boolean isSingle() {
      return from == to;
    }
  }

  /** Those values, unless some are told by their bits. */
  static Optional<Intervals> of(Values values) {
    long most = values.width().mask();
    if (values.known() == most) {
      return Optional.of(new Intervals(most, List.of(new Interval(values.bits(), values.bits()))));
    }
    if (values.known() != 0 || values.excluded().stream().anyMatch(each -> each.mask() != most)) {
      return Optional.empty();
    }
    List<Interval> all = new ArrayList<>();
    long from = values.least();
    List<Long> gaps =
        values.excluded().stream()
            .map(Values.Pattern::value)
            .sorted(Long::compareUnsigned)
            .toList();
    for (long gap : gaps) {
      if (from != gap) {
        all.add(new Interval(from, gap - 1));
      }
      from = gap + 1;
    }
    all.add(new Interval(from, values.most()));
    return Optional.of(new Intervals(most, all));
  }

  /** These and the others. */
  Intervals and(Intervals others) {
    List<Interval> sorted = new ArrayList<>(all);
    sorted.addAll(others.all);
    sorted.sort(Comparator.comparing(Interval::from, Long::compareUnsigned));
    List<Interval> merged = new ArrayList<>();
    for (Interval each : sorted) {
      Interval last = merged.isEmpty() ? each : merged.getLast();
      boolean touches = last.to == most || Long.compareUnsigned(each.from, last.to + 1) <= 0;
      if (merged.isEmpty() || !touches) {
        merged.add(each);
      } else if (Long.compareUnsigned(each.to, last.to) > 0) {
        merged.set(merged.size() - 1, new Interval(last.from, each.to));
      }
    }
    return new Intervals(most, merged);
  }

  /** All other values. */
  Intervals complement() {
    List<Interval> others = new ArrayList<>();
    long from = 0;
    for (Interval each : all) {
      if (each.from != from) {
        others.add(new Interval(from, each.from - 1));
      }
      if (each.to == most) {
        return new Intervals(most, others);
      }
      from = each.to + 1;
    }
    others.add(new Interval(from, most));
    return new Intervals(most, others);
  }

  boolean isEverything() {
    return complement().all.isEmpty();
  }

  /**
   * After the name of the argument: {@code =3..9|40}, {@code !=40}, {@code >=17}.
   *
   * @param value how one value is written
   */
  String text(LongFunction<String> value) {
    String own = own(value);
    String others = complement().own(value);
    boolean isShorter = others.startsWith("=") && others.length() + 1 < own.length();
    return isShorter && !isEverything() ? "!" + others : own;
  }

  private String own(LongFunction<String> value) {
    if (all.size() == 1 && !all.getFirst().isSingle()) {
      Interval only = all.getFirst();
      if (only.to == most) {
        return ">=" + value.apply(only.from);
      }
      if (only.from == 0) {
        return "<=" + value.apply(only.to);
      }
    }
    return all.stream()
        .map(each ->
            each.isSingle()
                ? value.apply(each.from)
                : value.apply(each.from) + ".." + (each.to == most ? "" : value.apply(each.to)))
        .collect(Collectors.joining("|", "=", ""));
  }
}
