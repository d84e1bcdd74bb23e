package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The fixtures themselves: a test that leans on them is worth what they are. */
@OnSite
class EquipmentTest {
  private final Site site;

  EquipmentTest(Site site) {
    this.site = site;
  }

  @Test
  void a_login_has_the_uid_the_login_uid_and_the_group_of_its_person() {
    String uid = Long.toString(site.users().uid(Person.ADMIN1));
    String said =
        Command.of("sh", "-c", "id -u; cat /proc/self/loginuid; echo; id -Gn")
            .behind(As.login(site.users(), Person.ADMIN1))
            .orFail();
    assertThat(said.lines()).containsExactly(uid, uid, Person.ADMIN1.login() + " " + Users.GROUP);
  }

  @Test
  void root_that_came_from_a_login_keeps_its_login_uid() {
    String said =
        Command.of("sh", "-c", "id -u; cat /proc/self/loginuid")
            .behind(As.rootFrom(site.users(), Person.ADMIN1))
            .orFail();
    assertThat(said.lines()).containsExactly("0", Long.toString(site.users().uid(Person.ADMIN1)));
  }

  @Test
  void root_without_a_login_has_no_login_uid() {
    String said = Command.of("cat", "/proc/self/loginuid").behind(As.root()).orFail();
    assertThat(said).isEqualTo("4294967295");
  }

  @Test
  void the_engine_runs_a_container_of_each_kind() {
    Docker docker = site.engine().docker();
    assertThat(docker.orFail("run", "--rm", "foobar", "echo", "confined")).isEqualTo("confined");
    assertThat(
            docker.orFail(
                "run",
                "--rm",
                "--privileged",
                "--pid",
                "host",
                "--network",
                "host",
                "-v",
                "/:/host",
                "foobar",
                "test",
                "-e",
                "/host/proc/1"))
        .isEmpty();
  }

  @Test
  void the_engines_socket_is_roots_alone() {
    String listed =
        Command.of("stat", "-c", "%a %U:%G", site.engine().socket().toString()).orFail();
    assertThat(listed).isEqualTo("660 root:root");
    assertThat(
            new Docker(
                    Docker.clients().getFirst(),
                    site.engine().socket(),
                    As.login(site.users(), Person.ADMIN1))
                .run("version")
                .err())
        .contains("permission denied");
  }

  @Test
  void the_terminal_has_a_size_that_can_be_set() {
    try (Running terminal = site.engine().docker().onTerminal("stty rows 33 cols 77; stty size")) {
      assertThat(terminal.ended().orFail()).contains("33 77");
    }
  }

  @Test
  void the_journal_and_rsyslog_take_a_message() throws Exception {
    assertThat(site.journal().socket()).exists();
    Command.of(
            "logger",
            "--rfc5424",
            "--socket",
            site.rsyslog().socket().toString(),
            "--tag",
            "equipment",
            "--msgid",
            "note",
            "hello")
        .orFail();
    Await.until(
        "the message in rsyslog's file",
        Command.LIMIT,
        () -> site.rsyslog().lines().stream().anyMatch(line -> line.startsWith("equipment note")));
  }

  @Test
  void raw_http_reads_an_answer_of_the_engine() {
    RawHttp.Answer answer =
        RawHttp.request(site.engine().socket(), "GET", "/v1.41/containers/none/json");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.message()).contains("No such container");
  }
}
