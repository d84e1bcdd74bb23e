package dev.cofferdam.docker;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether a site's containers have user namespaces, as its policy names it. */
public enum Contain {
  /** No container is created without one, unless its creator may have the host's. */
  REQUIRED,
  /** Where the engine has the runtime for it; elsewhere containers are as the engine makes them. */
  PREFERRED,
  /** None has one. */
  OFF;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Contain> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }
}
