package dev.cofferdam.systemtest;

/**
 * The Unix users of the tests. The first three stand for those of {@code
 * examples/three-admins.yaml}.
 */
enum Person {
  ADMIN1("cf-test-admin1", true),
  ADMIN2("cf-test-admin2", true),
  ADMIN3("cf-test-admin3", true),
  /** May connect, and is in no binding. */
  UNBOUND("cf-test-unbound", true),
  /** Not in the socket's group. */
  STRANGER("cf-test-stranger", false);

  private final String login;
  private final boolean mayConnect;

  Person(String login, boolean mayConnect) {
    this.login = login;
    this.mayConnect = mayConnect;
  }

  String login() {
    return login;
  }

  boolean mayConnect() {
    return mayConnect;
  }

  @Override
  public String toString() {
    return login;
  }
}
