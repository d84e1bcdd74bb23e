package dev.cofferdam.policy;

import static dev.cofferdam.docker.Confinement.PRIVILEGED;
import static dev.cofferdam.docker.Confinement.SUPER_PRIVILEGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreeAdminsTest {
  private final Policy policy = Policies.parse(example());

  private static String example() {
    try {
      return Files.readString(Path.of("..", "examples", "three-admins.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void allowed(Ask ask) {
    assertThat(ask.of(policy)).isInstanceOf(Verdict.Allow.class);
  }

  private void denied(Ask ask) {
    assertThat(ask.of(policy)).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void the_example_has_no_warnings() {
    assertThat(policy.warnings()).isEmpty();
    assertThat(policy.roleCount()).isEqualTo(4);
    assertThat(policy.bindingCount()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin1", "admin2", "admin3"})
  void every_admin_can_negotiate_a_version(String admin) {
    allowed(Ask.by(admin, "system.ping"));
    allowed(Ask.by(admin, "system.version"));
  }

  @Test
  void nobody_else_may_do_anything() {
    for (Operation operation : Operation.values()) {
      denied(Ask.by("admin4", operation.id()).inGroups("admin1", "user:admin1"));
    }
  }

  @Nested
  class Admin1 {
    private static final List<String> DEEDS =
        List.of(
            "container.start",
            "container.stop",
            "container.restart",
            "container.inspect",
            "container.logs");

    @Test
    void may_start_stop_restart_inspect_and_read_logs_of_web_containers() {
      DEEDS.forEach(deed -> allowed(Ask.by("admin1", deed).on(Ask.container("web-1"))));
    }

    @Test
    void may_do_none_of_it_to_other_containers() {
      DEEDS.forEach(deed -> denied(Ask.by("admin1", deed).on(Ask.container("db-1"))));
    }

    @Test
    void may_list_containers_and_sees_the_web_containers_only() {
      Ask list = Ask.by("admin1", "container.list");
      assertThat(list.of(policy)).isInstanceOf(Verdict.AllowSome.class);
      allowed(list.on(Ask.container("web-1")));
      denied(list.on(Ask.container("db-1")));
    }

    @Test
    void may_do_nothing_else_to_a_web_container() {
      Arrays.stream(Operation.values())
          .map(Operation::id)
          .filter(id -> !DEEDS.contains(id) && !id.equals("container.list"))
          .filter(id -> !id.equals("system.ping") && !id.equals("system.version"))
          .forEach(id -> denied(Ask.by("admin1", id).on(Ask.container("web-1"))));
    }

    @Test
    void may_not_create_a_web_container() {
      denied(Ask.creating("admin1", "web-9", "nginx"));
    }
  }

  @Nested
  class Admin2 {
    private static final List<String> DEEDS =
        List.of(
            "container.inspect",
            "container.start",
            "container.attach",
            "container.logs",
            "container.resize",
            "container.wait",
            "container.kill",
            "container.remove");

    @Test
    void may_create_from_foobar() {
      allowed(Ask.creating("admin2", "", "foobar"));
      allowed(Ask.creating("admin2", "mine", "foobar"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "busybox",
          "foobar2",
          "docker.io/library/foobar:2",
          "docker.io/foobar/foobar:latest",
          "evil.example/library/foobar:latest",
          "docker.io/library/foobar:latest@sha256:aa",
          "sha256:aa/foobar"
        })
    void may_create_from_nothing_else(String image) {
      denied(Ask.creating("admin2", "mine", image));
    }

    @Test
    void may_run_attach_to_and_remove_his_own() {
      DEEDS.forEach(
          deed -> allowed(Ask.by("admin2", deed).on(Ask.container("x", "admin2", "foobar"))));
    }

    @Test
    void may_touch_nobody_elses() {
      for (String deed : DEEDS) {
        denied(Ask.by("admin2", deed).on(Ask.container("x", "admin1", "foobar")));
        denied(Ask.by("admin2", deed).on(Ask.container("x")));
      }
    }

    @Test
    void may_not_use_privileges() {
      Ask create = Ask.creating("admin2", "mine", "foobar");
      denied(create.with(PRIVILEGED, "privileged"));
      denied(create.with(PRIVILEGED, "cap:NET_ADMIN"));
      denied(create.with(PRIVILEGED, "volume:data:rw"));
      denied(create.with(SUPER_PRIVILEGED, "mount:/:ro"));
    }

    @Test
    void may_not_join_anothers_container() {
      Ask create = Ask.creating("admin2", "mine", "foobar");
      denied(create.on(Ask.container("web-1", "admin1", "foobar")));
      allowed(create.on(Ask.container("x", "admin2", "foobar")));
    }

    @Test
    void may_not_run_commands_in_his_own() {
      denied(Ask.by("admin2", "exec.create").on(Ask.container("x", "admin2", "foobar")));
    }

    @Test
    void reads_why_he_may_not() {
      Ask ask =
          Ask.creating("admin2", "", "foobar")
              .with(PRIVILEGED, "privileged")
              .with(SUPER_PRIVILEGED, "mount:/:rw");
      assertThat(ask.of(policy))
          .isInstanceOfSatisfying(
              Verdict.Deny.class,
              deny -> {
                assertThat(deny.reason())
                    .isEqualTo(
                        "no rule lets admin2 create containers with mount:/:rw, privileged"
                            + " (super-privileged; foobar-runner allows up to baseline)");
                assertThat(deny.remedies())
                    .containsExactly(
                        "In the request: leave out the mount of /, --privileged.",
                        "In the policy: give rule foobar-runner/1 (line 26) \"grant:"
                            + " [\"mount:/:rw\", \"privileged\"]\" or \"confinement:"
                            + " super-privileged\".");
              });
    }
  }

  @Nested
  class Admin3 {
    @Test
    void may_run_super_privileged_containers() {
      allowed(
          Ask.creating("admin3", "", "busybox")
              .with(PRIVILEGED, "privileged")
              .with(
                  SUPER_PRIVILEGED, "namespace:pid=host", "namespace:network=host", "mount:/:rw"));
    }

    @Test
    void may_run_commands_in_anyones() {
      allowed(
          Ask.by("admin3", "exec.create")
              .on(Ask.container("x", "admin2", "foobar"))
              .with(PRIVILEGED, "privileged"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"swarm.init", "plugin.enable", "service.create", "build.grpc", "debug.read"})
    void may_not_change_the_engine(String operation) {
      denied(Ask.by("admin3", operation).with(SUPER_PRIVILEGED, "engine"));
    }
  }
}
