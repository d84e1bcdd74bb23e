package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemDirectoriesTest {
  private final SystemDirectories system =
      new SystemDirectories(
          List.of(
              Path.of("/data/docker"),
              Path.of("/var/lib/docker/"),
              Path.of("/var/lib/cofferdam/engine/data")),
          List.of(Path.of("/var/lib/cofferdam")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/etc",
        "/etc/ssl/private",
        "/etc/shadow",
        "/usr",
        "/usr/local/share",
        "/boot",
        "/proc/1",
        "/sys",
        "/dev/shm",
        "/home",
        "/home/alice",
        "/root",
        "/var",
        "/var/lib",
        "/tmp",
        "/run",
        "/data",
        "/data/docker",
        "/data/docker/overlay2/abc/diff",
        "/data/docker/volumes",
        "/data/docker/volumes/v",
        "/data/docker/volumes/v/opts",
        "/var/lib/docker",
        "/var/lib/docker/containers",
        "/var/lib/cofferdam",
        "/var/lib/cofferdam/ranges",
        "/var/lib/cofferdam/engine/data/overlay2",
        "/var/lib/cofferdam/engine/data/volumes/v"
      })
  void what_the_host_needs_is_no_containers(String path) {
    assertThat(system.claimOn(Path.of(path))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/data",
        "/home/alice/project",
        "/opt/app/data",
        "/root/data",
        "/var/lib/postgresql",
        "/tmp/x",
        "/etcetera",
        "/data/other",
        "/data/docker/volumes/v/_data",
        "/data/docker/volumes/v/_data/below",
        "/var/lib/docker/volumes/v/_data",
        "/var/lib/cofferdam/engine/data/volumes/v/_data"
      })
  void what_is_somebodys_may_be_a_containers(String path) {
    assertThat(system.claimOn(Path.of(path))).isEmpty();
  }
}
