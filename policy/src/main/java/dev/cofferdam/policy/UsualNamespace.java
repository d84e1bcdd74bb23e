package dev.cofferdam.policy;

import dev.cofferdam.userns.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The user namespace that containers have which ask for none. */
record UsualNamespace(Mode mode) implements Comparable<UsualNamespace> {
  static final UsualNamespace PRIVATE = new UsualNamespace(Mode.PRIVATE);

  static Optional<UsualNamespace> of(String id) {
    return Mode.of(id).map(UsualNamespace::new);
  }

  static List<String> possible() {
    return Arrays.stream(Mode.values()).map(Mode::id).toList();
  }

  /** The strongest first. */
  @Override
  public int compareTo(UsualNamespace other) {
    return mode.compareTo(other.mode);
  }
}
