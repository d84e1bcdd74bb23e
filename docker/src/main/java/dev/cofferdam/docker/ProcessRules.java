package dev.cofferdam.docker;

import java.util.List;

/** Who the first process is. */
final class ProcessRules {
  private ProcessRules() {}

  /**
   * PSS baseline, "Privileged Containers". It is root on the host for whoever wants it; it stays in
   * the tier that is named after it, and policies grant it by its name.
   */
  static void privileged(Node.Struct host, Findings found) {
    if (host.flag("Privileged")) {
      found.privileged("privileged");
    }
  }

  /**
   * PSS restricted, "Running as Non-root" and "Running as Non-root user". Empty means the image's
   * user, which is root unless the image says otherwise. A name is looked up in the image's own
   * /etc/passwd, so it proves nothing either.
   */
  static void user(String user, Findings found) {
    int colon = user.indexOf(':');
    String name = colon < 0 ? user : user.substring(0, colon);
    switch (kind(name)) {
      case ROOT -> found.baseline("user:root");
      case NAMED -> found.baseline("user:" + Shown.text(name));
      case NUMERIC -> {}
    }
  }

  private enum User {
    ROOT,
    NAMED,
    NUMERIC
  }

  /** Go's strconv.Atoi, which the engine uses, takes a sign and any number of zeros. */
  private static User kind(String name) {
    if (name.isEmpty() || name.equals("root")) {
      return User.ROOT;
    }
    int start = name.charAt(0) == '+' || name.charAt(0) == '-' ? 1 : 0;
    boolean zero = true;
    for (int i = start; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return User.NAMED;
      }
      zero &= c == '0';
    }
    return zero && start < name.length() ? User.ROOT : User.NUMERIC;
  }

  /**
   * PSS has no control of supplementary groups. On a host with bind mounts a group of the host's
   * opens its files, so each is named.
   */
  static void groups(Node.Struct host, Findings found) {
    List<String> groups = host.texts("GroupAdd");
    for (String group : groups) {
      found.baseline("group:" + Shown.text(group));
    }
  }
}
