package dev.cofferdam.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which capabilities the containers of a role have that they do not ask for. */
enum Capabilities {
  /** None: each has to be asked for, and granted. */
  NONE,
  /** The engine's own. */
  DEFAULT;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Capabilities> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }

  static List<String> possible() {
    return Arrays.stream(values()).map(Capabilities::id).toList();
  }
}
