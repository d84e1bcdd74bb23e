package dev.cofferdam.policy;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Privilege;
import java.util.List;
import java.util.stream.Stream;

/**
 * The volumes, networks, secrets and configs that a request uses without acting on them: they come
 * as privileges, {@code volume:NAME:rw} and {@code network:NAME}, and the selectors of the same
 * name speak of them.
 */
final class Used {
  static final String VOLUME = "volume:";
  static final String NETWORK = "network:";

  /** Before the kind and the name of what belongs to somebody else. */
  private static final String OTHERS = "others-";

  private Used() {}

  /** A rule on one's own objects gives no use of somebody else's, unless it grants it by name. */
  static boolean withholds(Selectors selectors, Privilege privilege) {
    String name = privilege.name();
    return (name.startsWith(OTHERS + VOLUME) && selectors.owned().contains(Kind.VOLUME))
        || (name.startsWith(OTHERS + NETWORK) && selectors.owned().contains(Kind.NETWORK));
  }

  /** Never what reaches the host: that takes a grant or a confinement of its own. */
  static boolean covers(Selectors selectors, Privilege privilege) {
    if (privilege.tier() == Confinement.SUPER_PRIVILEGED) {
      return false;
    }
    String name = privilege.name();
    for (Kind kind : Kind.USED) {
      if (name.startsWith(prefix(kind))) {
        return covers(selectors.names(kind), object(name, prefix(kind)));
      }
    }
    return false;
  }

  /** How the privilege of using one begins. */
  static String prefix(Kind kind) {
    return switch (kind) {
      case VOLUME -> VOLUME;
      case NETWORK -> NETWORK;
      case SECRET -> "secret:";
      case CONFIG -> "config:";
      case CONTAINER, IMAGE, SERVICE, NODE, OTHER ->
          throw new IllegalArgumentException(kind + " is not used by others");
    };
  }

  private static String object(String privilege, String prefix) {
    return prefix.equals(VOLUME) ? volume(privilege) : privilege.substring(prefix.length());
  }

  static boolean touch(Question question, String prefix, List<Glob> globs) {
    for (Privilege privilege : question.privileges()) {
      String name = privilege.name();
      if (name.startsWith(prefix)) {
        String object = object(name, prefix);
        if (globs.stream().anyMatch(glob -> glob.touches(object))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Names of the volumes or of the networks. */
  static Stream<String> names(Question question, String prefix) {
    return question.privileges().stream()
        .map(Privilege::name)
        .filter(name -> name.startsWith(prefix))
        .map(name -> object(name, prefix))
        .sorted();
  }

  private static boolean covers(List<Glob> globs, String name) {
    for (int i = 0; i < globs.size(); i++) {
      if (globs.get(i).covers(name)) {
        return true;
      }
    }
    return false;
  }

  /** Without the mode: volume names have no colon. */
  private static String volume(String privilege) {
    int mode = privilege.lastIndexOf(':');
    return mode < VOLUME.length()
        ? privilege.substring(VOLUME.length())
        : privilege.substring(VOLUME.length(), mode);
  }
}
