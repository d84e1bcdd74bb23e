package dev.cofferdam.seccomp;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a container's filter starts from, before anything is allowed or denied besides. */
public enum Base {
  /** Everything is allowed. */
  NONE,
  /** A short list of calls and socket families is denied, and foreign architectures. */
  MISSION,
  /** What containers are known to need is allowed, by the capabilities that they have. */
  DEFAULT;

  /** As options name it. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Base> named(String optionName) {
    return Arrays.stream(values()).filter(base -> base.optionName().equals(optionName)).findFirst();
  }

  /** What it means for a container that will run there. */
  public Profile profile(Environment environment) {
    return of(environment, open(environment));
  }

  /** The conventions by which calls may be made. */
  Set<Architecture> open(Environment environment) {
    return this == NONE ? environment.conventions() : Set.of(environment.architecture());
  }

  /** The same with every convention of the host open. */
  Profile everywhere(Environment environment) {
    return of(environment, environment.conventions());
  }

  private Profile of(Environment environment, Set<Architecture> architectures) {
    if (this == NONE) {
      Map<Architecture, Rules> rules = new EnumMap<>(Architecture.class);
      architectures.forEach(each -> rules.put(each, Rules.all(Action.ALLOW, Action.ALLOW)));
      return new Profile(rules, Action.ALLOW, Set.of());
    }
    ProfileDocument document = this == MISSION ? Documents.MISSION : Documents.DEFAULT;
    try {
      return DocumentResolution.resolve(document, environment, architectures);
    } catch (SeccompException e) {
      throw new IllegalStateException(this + ": " + e.getMessage(), e);
    }
  }

  /** Read once. */
  private static final class Documents {
    static final ProfileDocument MISSION = read("mission.json");
    static final ProfileDocument DEFAULT = read("default.json");

    private static ProfileDocument read(String resource) {
      try {
        return ProfileDocument.read(Resources.bytes(resource));
      } catch (SeccompException e) {
        throw new IllegalStateException(resource + ": " + e.getMessage(), e);
      }
    }
  }
}
