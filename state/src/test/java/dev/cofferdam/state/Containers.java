package dev.cofferdam.state;

import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Pool;
import java.util.List;

/** Ids of containers and pools for tests. */
final class Containers {
  static final Pool POOL = Pool.of(Pool.DEFAULT_SPAN, List.of());

  private Containers() {}

  static String id(long number) {
    return "%064x".formatted(number);
  }

  static Pool slots(int count) {
    return Pool.of(new IdRange(8 * Maps.IDS, count * Maps.IDS), List.of());
  }
}
