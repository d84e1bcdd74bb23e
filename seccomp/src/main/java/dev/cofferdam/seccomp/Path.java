package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The arguments with which a decision is followed down to one place: each argument is restricted
 * for itself, so there are such arguments when each has a value.
 *
 * @param arguments what each of the six can be
 */
record Path(List<Values> arguments) {
  Path {
    arguments = List.copyOf(arguments);
  }

  /** Any arguments of a call. */
  static Path of(SystemCall call, Architecture architecture) {
    List<Values> any = new ArrayList<>();
    for (int i = 0; i < SeccompData.ARGUMENTS; i++) {
      any.add(Values.any(call.width(architecture, i)));
    }
    return new Path(any);
  }

  /**
   * The part of it where a condition holds, or does not; empty when there are no such arguments.
   *
   * @throws SeccompException when that takes too much work to find out
   */
  Optional<Path> where(Condition condition, boolean holds, Work work) throws SeccompException {
    Values all = arguments.get(condition.argument());
    work.step(all.excluded().size());
    Values some = all.where(condition, holds);
    if (some.equals(all)) {
      return Optional.of(this);
    }
    if (!some.isPossible(work)) {
      return Optional.empty();
    }
    List<Values> changed = new ArrayList<>(arguments);
    changed.set(condition.argument(), some);
    return Optional.of(new Path(changed));
  }

  /**
   * What is known of some arguments.
   *
   * @param which a bit for each
   */
  List<Values> of(int which) {
    List<Values> some = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if ((which >> i & 1) == 1) {
        some.add(arguments.get(i));
      }
    }
    return some;
  }

  /**
   * Arguments of it: the smallest, with nothing in the bits that the kernel does not take.
   *
   * @throws SeccompException when that takes too much work to find out
   */
  Optional<long[]> example(Work work) throws SeccompException {
    long[] example = new long[arguments.size()];
    for (int i = 0; i < example.length; i++) {
      OptionalLong smallest = arguments.get(i).smallest(work);
      if (smallest.isEmpty()) {
        return Optional.empty();
      }
      example[i] = smallest.getAsLong();
    }
    return Optional.of(example);
  }
}
