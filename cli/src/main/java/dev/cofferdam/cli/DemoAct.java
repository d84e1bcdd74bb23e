package dev.cofferdam.cli;

import java.util.List;

/**
 * One thing that one of the three administrators tries.
 *
 * @param user who is logged in
 * @param sudo whether by uid 0, as {@code sudo} would do it, the login uid still the user's
 * @param words the docker command without {@code docker}
 * @param allowed what the example policy says
 */
record DemoAct(String user, boolean sudo, List<String> words, boolean allowed) {
  static final List<String> USERS = List.of("admin1", "admin2", "admin3");

  /** A container of admin2's own. */
  private static final String MINE = "demo-mine";

  /** Every sentence of examples/three-admins.yaml, from both sides. */
  static final List<DemoAct> ALL =
      List.of(
          allowed("admin1", "ps"),
          allowed("admin1", "restart -t 0 web-1"),
          allowed("admin1", "logs web-1"),
          allowed("admin1", "stop -t 0 web-1"),
          allowed("admin1", "start web-1"),
          refused("admin1", "stop -t 0 db-1"),
          refused("admin1", "exec web-1 id"),
          refused("admin1", "run --rm --pull never --network none foobar id"),
          new DemoAct("admin1", true, List.of("stop", "-t", "0", "db-1"), false),
          allowed("admin2", "run --rm --pull never --network none foobar echo hello"),
          allowed(
              "admin2", "run -d --pull never --network none --name " + MINE + " foobar sleep 600"),
          allowed("admin2", "rm -f " + MINE),
          refused("admin2", "rm -f web-1"),
          refused("admin2", "run --rm --pull never --network none --privileged foobar id"),
          refused("admin2", "run --rm --pull never --network none another-image id"),
          allowed(
              "admin3",
              "run --rm --pull never --privileged --pid host --network host -v /:/host foobar"
                  + " ls /host"),
          refused("admin3", "plugin ls"));

  DemoAct {
    words = List.copyOf(words);
  }

  private static DemoAct allowed(String user, String words) {
    return new DemoAct(user, false, List.of(words.split(" ")), true);
  }

  private static DemoAct refused(String user, String words) {
    return new DemoAct(user, false, List.of(words.split(" ")), false);
  }

  /** As the user would type it. */
  String line() {
    return user + "$ " + (sudo ? "sudo " : "") + "docker " + String.join(" ", words);
  }
}
