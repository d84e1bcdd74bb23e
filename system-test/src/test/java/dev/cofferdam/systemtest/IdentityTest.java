package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who it was, also when it went through {@code sudo}. */
@OnSite
class IdentityTest {
  private static final Path SUDOERS = Path.of("/etc/sudoers.d/cf-test");

  private final Site site;
  private final Path client = Docker.clients().getFirst();

  IdentityTest(Site site) {
    this.site = site;
  }

  @BeforeEach
  void containers() {
    Containers.created(site.engine(), "web-1", "web");
    Containers.created(site.engine(), "db-1", "web");
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Test
  void a_login_is_recorded_with_uid_name_groups_and_login_uid() {
    Trail.Since since = site.trail().mark();
    site.docker(Person.ADMIN1).orFail("start", "web-1");
    Row decision = since.decision("container.start");
    long uid = site.users().uid(Person.ADMIN1);
    assertThat(decision.text("user")).isEqualTo(Person.ADMIN1.login());
    assertThat(decision.text("via")).isEqualTo("unix");
    assertThat(decision.number("uid")).hasValue(uid);
    assertThat(decision.text("uid_name")).isEqualTo(Person.ADMIN1.login());
    assertThat(decision.number("login_uid")).hasValue(uid);
    assertThat(decision.list("groups")).contains(Person.ADMIN1.login(), Users.GROUP);
    assertThat(decision.number("pid").orElse(0)).isPositive();
  }

  @Test
  void root_that_came_from_admin1_is_admin1_and_may_no_more() {
    Docker docker =
        new Docker(client, site.gateway().socket(), As.rootFrom(site.users(), Person.ADMIN1));
    assertAdmin1AsRoot(docker);
  }

  @Test
  void sudo_by_admin1_is_admin1_and_may_no_more() throws IOException {
    Files.writeString(SUDOERS, Person.ADMIN1.login() + " ALL=(ALL) NOPASSWD: ALL\n");
    Files.setPosixFilePermissions(SUDOERS, PosixFilePermissions.fromString("r--r-----"));
    try {
      assertAdmin1AsRoot(site.docker(Person.ADMIN1).throughSudo());
    } finally {
      Files.delete(SUDOERS);
    }
  }

  private void assertAdmin1AsRoot(Docker docker) {
    Trail.Since since = site.trail().mark();
    docker.orFail("start", "web-1");
    Row allowed = since.decision("container.start");
    assertThat(allowed.text("user")).isEqualTo(Person.ADMIN1.login());
    assertThat(allowed.number("uid")).hasValue(0);
    assertThat(allowed.text("uid_name")).isEqualTo("root");
    assertThat(allowed.number("login_uid")).hasValue(site.users().uid(Person.ADMIN1));
    assertThat(allowed.text("login_user")).isEqualTo(Person.ADMIN1.login());
    Row refused = Refused.require(docker.run("start", "db-1"), since);
    assertThat(refused.text("user")).isEqualTo(Person.ADMIN1.login());
    assertThat(refused.number("uid")).hasValue(0);
  }

  @Test
  void root_without_a_login_is_root_and_has_no_rights_of_its_own() {
    Trail.Since since = site.trail().mark();
    Docker docker = new Docker(client, site.gateway().socket(), As.root());
    Row decision = Refused.require(docker.run("start", "web-1"), since);
    assertThat(decision.text("user")).isEqualTo("root");
    assertThat(decision.number("login_uid")).isEmpty();
  }

  @Test
  void somebody_in_no_binding_is_refused_and_on_record() {
    Trail.Since since = site.trail().mark();
    Row decision = Refused.require(site.docker(Person.UNBOUND).run("ps"), since);
    assertThat(decision.text("user")).isEqualTo(Person.UNBOUND.login());
    assertThat(decision.number("uid")).hasValue(site.users().uid(Person.UNBOUND));
  }

  @Test
  void somebody_outside_the_sockets_group_does_not_get_as_far_as_that() {
    Finished finished = site.docker(Person.STRANGER).run("ps");
    assertThat(finished.exit()).isNotZero();
    assertThat(finished.err()).containsIgnoringCase("permission denied");
    assertThat(Command.of("stat", "-c", "%a %G", site.gateway().socket().toString()).orFail())
        .isEqualTo("660 " + Users.GROUP);
  }
}
