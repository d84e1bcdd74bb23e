package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.FakeKernel;
import dev.cofferdam.linux.KernelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HazardsTest {
  private static final int DOCKERD = 300;
  private static final long DOCKER_GROUP = 998;

  @TempDir private Path proc;
  private final FakeKernel kernel =
      new FakeKernel().account("root", 0, 0).group("root", 0).group("docker", DOCKER_GROUP);
  private final FakeHostFiles files =
      new FakeHostFiles()
          .directory("/run", 0, 0, 0755)
          .link("/var/run", "/run")
          .socket("/run/docker.sock", 0, 0, 0600)
          .directory("/run/containerd", 0, 0, 0711)
          .socket("/run/containerd/containerd.sock", 0, 0, 0660)
          .directory("/run/cofferdam", 0, 0, 0755)
          .socket("/run/cofferdam/docker.sock", 0, 997, 0660)
          .directory("/etc", 0, 0, 0755)
          .directory("/etc/cofferdam", 0, 0, 0755)
          .file("/etc/cofferdam/policy.yaml", 0, 0, 0644)
          .directory("/var", 0, 0, 0755)
          .directory("/var/lib", 0, 0, 0755)
          .directory("/var/lib/cofferdam", 0, 0, 0750);
  private FakeProcNet net;

  @BeforeEach
  void an_engine_that_runs() throws IOException {
    net = new FakeProcNet(proc).unix("/var/run/docker.sock", 11).holds(DOCKERD, 11);
  }

  @Test
  void a_host_with_nothing_amiss_has_none() throws IOException {
    net.unix("/run/containerd/containerd.sock", 12)
        .tcp("00000000:0016", 13)
        .holds(400, 12, 13); // containerd's and another's, not the engine's
    assertThat(
            find(new Hazards.Mounted("f".repeat(64), "web-1", List.of("/srv/data", "/var/lib/x"))))
        .isEmpty();
  }

  @Nested
  final class The_engine_s_own_socket {
    @Test
    void that_a_group_can_open_is_told_with_who_is_in_it_by_list_or_as_first_group() {
      kernel.account("anna", 1000, 100, "docker").account("berta", 1001, DOCKER_GROUP);
      files.socket("/run/docker.sock", 0, DOCKER_GROUP, 0660);
      assertThat(one().what())
          .isEqualTo(
              "The engine's own socket /var/run/docker.sock can be opened by group docker (anna,"
                  + " berta) past the gateway.");
      assertThat(one().remedy()).contains("chmod 0600 /var/run/docker.sock", "--group root");
    }

    @Test
    void that_a_group_without_members_can_open_is_told_since_it_may_have_some_tomorrow() {
      files.socket("/run/docker.sock", 0, DOCKER_GROUP, 0660);
      assertThat(one().what()).contains("group docker, which nobody is in today,");
    }

    @Test
    void that_everyone_can_open_is_told() {
      files.socket("/run/docker.sock", 0, 0, 0666);
      assertThat(one().what()).contains("by every user of this host");
    }

    @Test
    void that_belongs_to_another_user_is_told() {
      kernel.account("anna", 1000, 100);
      files.socket("/run/docker.sock", 1000, 0, 0600);
      assertThat(find())
          .extracting(Hazard::what)
          .anyMatch(what -> what.contains("by its owner, user anna"));
    }

    @Test
    void behind_a_closed_directory_is_none() {
      files.directory("/run", 0, 0, 0700).socket("/run/docker.sock", 0, DOCKER_GROUP, 0666);
      assertThat(find()).isEmpty();
    }

    @Test
    void of_root_s_group_is_told_when_that_has_other_members() {
      kernel.group("root", 0, "anna");
      files.socket("/run/docker.sock", 0, 0, 0660);
      assertThat(find()).extracting(Hazard::what).anyMatch(what -> what.contains("root (anna)"));
    }

    @Test
    void whose_group_cannot_be_looked_up_is_told_all_the_same() {
      files.socket("/run/docker.sock", 0, DOCKER_GROUP, 0660);
      kernel.failNss(new KernelException("getgrgid", "998", Errno.EIO, "Input/output error"));
      assertThat(find()).extracting(Hazard::what).anyMatch(what -> what.contains("gid:998"));
    }

    @Test
    void in_a_directory_that_others_can_write_can_be_replaced() {
      files.directory("/run", 0, 0, 0777);
      assertThat(find())
          .extracting(Hazard::what)
          .contains(
              "Someone besides root can change or replace the engine's socket"
                  + " /var/run/docker.sock: /var/run is writable by every user of this host.");
    }
  }

  @Nested
  final class What_else_the_engine_listens_on {
    @Test
    void tcp_is_told() throws IOException {
      net.tcp("00000000:0947", 21).holds(DOCKERD, 21);
      assertThat(one().what())
          .isEqualTo("The engine also listens on TCP 0.0.0.0:2375, past the gateway.");
    }

    @Test
    void tcp_on_loopback_is_told() throws IOException {
      net.tcp("0100007F:0948", 21).holds(DOCKERD, 21);
      assertThat(one().what()).contains("127.0.0.1:2376");
    }

    @Test
    void tcp_of_version_6_is_told() throws IOException {
      net.tcp6("00000000000000000000000001000000:0947", 22).holds(DOCKERD, 22);
      assertThat(one().what()).contains("TCP [0:0:0:0:0:0:0:1]:2375");
    }

    @Test
    void another_unix_socket_that_others_can_open_is_told() throws IOException {
      net.unix("/srv/my docker.sock", 23).holds(DOCKERD, 23);
      files.directory("/srv", 0, 0, 0755).socket("/srv/my docker.sock", 0, DOCKER_GROUP, 0660);
      assertThat(one().what()).contains("/srv/my docker.sock", "group docker");
    }

    @Test
    void another_unix_socket_of_root_alone_is_none() throws IOException {
      net.unix("/run/docker/metrics.sock", 23).holds(DOCKERD, 23);
      files.directory("/run/docker", 0, 0, 0700).socket("/run/docker/metrics.sock", 0, 0, 0755);
      assertThat(find()).isEmpty();
    }

    @Test
    void an_abstract_socket_is_told() throws IOException {
      net.unix("@docker", 24).holds(DOCKERD, 24);
      assertThat(one().what()).contains("abstract socket @docker");
    }

    @Test
    void it_is_the_engine_that_is_asked_and_not_the_systemd_that_opened_its_socket()
        throws IOException {
      net.holds(1, 11, 25).tcp("00000000:006F", 25);
      assertThat(find()).isEmpty();
    }

    @Test
    void an_engine_that_cannot_be_found_is_told() {
      Hazards elsewhere = new Hazards(kernel, files, proc.resolve("none"));
      assertThat(elsewhere.find(guarded(), List.of()))
          .extracting(Hazard::what)
          .containsExactly(
              "The process behind the engine's socket /var/run/docker.sock was not found, so what"
                  + " else it listens on is not known.");
    }
  }

  @Nested
  final class The_rest_of_the_host {
    @Test
    void containerd_s_socket_that_others_can_open_is_told() {
      files.socket("/run/containerd/containerd.sock", 0, DOCKER_GROUP, 0660);
      assertThat(one().what())
          .startsWith("containerd's socket /run/containerd/containerd.sock can be opened by");
    }

    @Test
    void a_state_directory_of_another_is_told() {
      files.directory("/var/lib/cofferdam", 1000, 0, 0700);
      assertThat(one().what())
          .isEqualTo(
              "Someone besides root can change or replace the gateway's state"
                  + " /var/lib/cofferdam: /var/lib/cofferdam belongs to uid:1000.");
    }

    @Test
    void a_state_directory_that_a_group_can_write_is_told() {
      files.directory("/var/lib/cofferdam", 0, DOCKER_GROUP, 0770);
      assertThat(one().what()).contains("is writable by group docker");
    }

    @Test
    void a_policy_that_others_can_write_is_told() {
      files.file("/etc/cofferdam/policy.yaml", 0, 0, 0666);
      assertThat(one().what()).contains("the policy", "writable by every user");
    }

    @Test
    void a_policy_below_a_directory_of_another_is_told() {
      files.directory("/etc/cofferdam", 1000, 0, 0755);
      assertThat(one().what()).contains("the policy", "/etc/cofferdam belongs to uid:1000");
    }

    @Test
    void a_policy_that_is_a_link_to_where_others_can_write_is_told() {
      files
          .link("/etc/cofferdam/policy.yaml", "/home/anna/policy.yaml")
          .directory("/home", 0, 0, 0755)
          .directory("/home/anna", 1000, 1000, 0755)
          .file("/home/anna/policy.yaml", 0, 0, 0644);
      assertThat(one().what()).contains("/home/anna belongs to uid:1000");
    }

    @Test
    void a_state_directory_of_root_below_a_sticky_one_is_none() {
      files.directory("/var/lib", 0, 0, 01777);
      assertThat(find()).isEmpty();
    }
  }

  @Nested
  final class A_container_that_has {
    @Test
    void the_engine_s_socket_is_told_by_name_and_id() {
      Hazard hazard = one(mounts("/run/docker.sock"));
      assertThat(hazard.what())
          .isEqualTo(
              "Container ci (aaaaaaaaaaaa) has /run/docker.sock mounted, and with it the engine's"
                  + " socket.");
    }

    @Test
    void a_directory_above_it_by_any_of_its_names_is_told() {
      assertThat(one(mounts("/var/run")).what()).contains("/var/run", "the engine's socket");
      assertThat(one(mounts("/")).what()).contains("the engine's socket");
    }

    @Test
    void containerd_s_or_the_gateway_s_socket_is_told() {
      assertThat(one(mounts("/run/containerd")).what()).contains("containerd's socket");
      assertThat(one(mounts("/run/cofferdam")).what()).contains("the gateway's socket");
    }

    @Test
    void the_gateway_s_state_is_told() {
      assertThat(one(mounts("/var/lib")).what()).contains("the gateway's state");
    }

    @Test
    void a_volume_or_nothing_is_none() {
      assertThat(find(mounts("", "volume-name", "/run/dockerx.sock", "/var/lib/cofferdam/e/v")))
          .isEmpty();
    }

    @Test
    void a_source_that_moves_the_cursor_is_shown_without() {
      files.link("/x\u001b[2J", "/run");
      assertThat(one(mounts("/x\u001b[2J")).what()).contains("has /x?[2J mounted");
    }

    private Hazards.Mounted mounts(String... sources) {
      return new Hazards.Mounted("a".repeat(64), "ci", List.of(sources));
    }
  }

  private Hazard one(Hazards.Mounted... containers) {
    List<Hazard> found = find(containers);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private List<Hazard> find(Hazards.Mounted... containers) {
    return new Hazards(kernel, files, proc).find(guarded(), List.of(containers));
  }

  private static Hazards.Guarded guarded() {
    return new Hazards.Guarded(
        Path.of("/var/run/docker.sock"),
        Hazards.Guarded.CONTAINERD,
        Path.of("/run/cofferdam/docker.sock"),
        Path.of("/var/lib/cofferdam"),
        Path.of("/etc/cofferdam/policy.yaml"));
  }
}
