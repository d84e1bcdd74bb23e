package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MountPointsTest {
  @Test
  void mount_points_are_read_with_their_blanks() {
    assertThat(
            MountPoints.of(
                """
                22 1 0:21 / / rw shared:1 - ext4 /dev/root rw
                40 22 0:35 / /srv/a\\040b\\134c rw,nosuid - tmpfs tmpfs rw
                broken
                """))
        .containsExactly("/", "/srv/a b\\c");
  }

  @Test
  void this_host_has_a_root() throws Exception {
    assertThat(MountPoints.ofThisHost()).contains("/proc");
  }
}
