package dev.cofferdam.policy;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Privilege;
import java.util.List;
import java.util.stream.Stream;

/**
 * The volumes and networks that a request uses without acting on them: they come as privileges,
 * {@code volume:NAME:rw} and {@code network:NAME}, and the selectors of the same name speak of
 * them.
 */
final class Used {
  static final String VOLUME = "volume:";
  static final String NETWORK = "network:";

  private Used() {}

  /** Never what reaches the host: that takes a grant or a confinement of its own. */
  static boolean covers(Selectors selectors, Privilege privilege) {
    if (privilege.tier() == Confinement.SUPER_PRIVILEGED) {
      return false;
    }
    String name = privilege.name();
    if (name.startsWith(VOLUME)) {
      return covers(selectors.volumes(), volume(name));
    }
    return name.startsWith(NETWORK)
        && covers(selectors.networks(), name.substring(NETWORK.length()));
  }

  static boolean touch(Question question, String prefix, List<Glob> globs) {
    for (Privilege privilege : question.privileges()) {
      String name = privilege.name();
      if (name.startsWith(prefix)) {
        String object = prefix.equals(VOLUME) ? volume(name) : name.substring(prefix.length());
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
        .map(name -> prefix.equals(VOLUME) ? volume(name) : name.substring(prefix.length()))
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
