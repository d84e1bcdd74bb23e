package dev.cofferdam.systemtest;

import java.util.List;

/**
 * Launchers: what to put in front of a command so that it runs as somebody.
 *
 * <p>Each writes the login uid before it gives up root, as pam_loginuid(8) does at a real login.
 */
final class As {
  private static final String SET_LOGIN_UID =
      "printf %s \"$1\" > /proc/self/loginuid && shift && exec \"$@\"";

  /** {@code (uid_t) -1}: a process that no login led to, such as a service's. */
  private static final long NO_LOGIN = 4294967295L;

  private As() {}

  /** A login session of this person. */
  static List<String> login(Users users, Person person) {
    return List.of(
        "/bin/sh",
        "-c",
        SET_LOGIN_UID,
        "sh",
        Long.toString(users.uid(person)),
        "setpriv",
        "--reuid=" + person.login(),
        "--regid=" + person.login(),
        "--init-groups",
        "--inh-caps=-all",
        "--");
  }

  /** What {@code sudo} makes of a login session: root, and still the person's login uid. */
  static List<String> rootFrom(Users users, Person person) {
    return List.of("/bin/sh", "-c", SET_LOGIN_UID, "sh", Long.toString(users.uid(person)));
  }

  /** Root that no login led to. */
  static List<String> root() {
    return List.of("/bin/sh", "-c", SET_LOGIN_UID, "sh", Long.toString(NO_LOGIN));
  }
}
