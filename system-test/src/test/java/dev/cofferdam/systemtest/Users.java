package dev.cofferdam.systemtest;

import java.util.EnumMap;
import java.util.Map;

/**
 * The throw-away Unix users, made for the suite and removed after it.
 *
 * <p>Their names are the tests' own, so that no real account is ever touched; what an earlier,
 * killed run left behind is removed first.
 */
final class Users implements AutoCloseable {
  static final String GROUP = "cf-test";

  private final Map<Person, Long> uids = new EnumMap<>(Person.class);

  private Users() {}

  static Users create() {
    remove();
    Command.of("groupadd", "--system", GROUP).orFail();
    Users users = new Users();
    for (Person person : Person.values()) {
      Command add =
          person.mayConnect()
              ? Command.of(
                  "useradd",
                  "--no-create-home",
                  "--groups",
                  GROUP,
                  "--shell",
                  "/bin/sh",
                  person.login())
              : Command.of("useradd", "--no-create-home", "--shell", "/bin/sh", person.login());
      add.orFail();
      users.uids.put(person, Long.valueOf(Command.of("id", "-u", person.login()).orFail()));
    }
    return users;
  }

  long uid(Person person) {
    Long uid = uids.get(person);
    if (uid == null) {
      throw new IllegalStateException(person + " was not created");
    }
    return uid;
  }

  private static void remove() {
    for (Person person : Person.values()) {
      if (Command.of("getent", "passwd", person.login()).run().succeeded()) {
        Command.of("userdel", person.login()).orFail();
      }
    }
    if (Command.of("getent", "group", GROUP).run().succeeded()) {
      Command.of("groupdel", GROUP).orFail();
    }
  }

  @Override
  public void close() {
    remove();
  }
}
