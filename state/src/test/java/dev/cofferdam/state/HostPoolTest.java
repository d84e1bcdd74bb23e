package dev.cofferdam.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPoolTest {
  @TempDir Path directory;

  /** Four slots, the first at 524288. */
  @BeforeEach
  void pool() throws IOException {
    new ContainmentDefaults(Mode.PRIVATE, new IdRange(524_288, 4 * 65_536), 2).write(directory);
  }

  @Test
  void is_whole_where_nobody_has_anything() throws IOException {
    assertThat(HostPool.of(directory, directory).size()).isEqualTo(4);
  }

  @Test
  void is_without_what_users_and_groups_have() throws IOException {
    Files.writeString(directory.resolve("subuid"), "alice:524288:65536\n");
    Files.writeString(directory.resolve("subgid"), "alice:524288:65536\nbob:655359:2\n");
    Files.writeString(directory.resolve("passwd"), "root:x:0:0:::\nfar:x:7209:1:::\n+::::::\n");
    Files.writeString(directory.resolve("group"), "wheel:x:0:\n");
    assertThat(HostPool.of(directory, directory).size()).isEqualTo(1);
  }

  @Test
  void is_an_error_where_what_others_have_is_not_known() throws IOException {
    Files.writeString(directory.resolve("subuid"), "alice:1\n");
    assertThatExceptionOfType(StateException.class)
        .isThrownBy(() -> HostPool.of(directory, directory))
        .withMessageContaining("subuid line 1");
  }
}
