package dev.cofferdam.docker;

import dev.cofferdam.seccomp.Base;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the containers of a site start from, as its policy names it. */
public enum SeccompBase {
  /** What containers are known to need is allowed. */
  DEFAULT(Base.DEFAULT),
  /** A short list is denied. */
  MISSION(Base.MISSION),
  /** Nothing is denied. */
  NONE(Base.NONE),
  /** Whatever filter the engine has, as long as a container asks for no other. */
  ENGINE(Base.DEFAULT);

  private final Base standard;

  SeccompBase(Base standard) {
    this.standard = standard;
  }

  /** What options apply to, and what profiles are compared with. */
  Base standard() {
    return standard;
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<SeccompBase> of(String id) {
    return Arrays.stream(values()).filter(base -> base.id().equals(id)).findFirst();
  }
}
