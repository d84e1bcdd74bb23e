package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.state.PlanStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes owners of real files, so it needs root. */
final class GivenVolumesTest {
  private static final String ID = "4f".repeat(32);
  private static final Owner OWNER = new Owner(1 << 20, 1 << 21);

  @TempDir private Path directory;

  private void give(Path... sources) throws RuntimeFailure, IOException {
    new GivenVolumes(Kernel.real(), directory.resolve("state"))
        .give(
            new Volumes.Gift(
                ID, List.of(sources), OWNER, Optional.of(directory.resolve("state/engine/data"))));
  }

  private static long uid(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid");
  }

  @Test
  void a_volume_is_given_before_the_first_start_and_never_again() throws Exception {
    Path volume = Files.createDirectories(directory.resolve("volume"));
    Path file = Files.writeString(volume.resolve("file"), "");
    give(volume);
    assertThat(uid(volume)).isEqualTo(OWNER.uid());
    assertThat(uid(file)).isEqualTo(OWNER.uid());
    assertThat(directory.resolve("state/containers").resolve(ID).resolve("chowned"))
        .content()
        .contains(volume + ": 2 of 2 files given");
    Path later = Files.writeString(volume.resolve("later"), "");
    give(volume);
    assertThat(uid(later)).isZero();
  }

  @Test
  void what_failed_is_tried_again() throws Exception {
    Path volume = Files.createDirectories(directory.resolve("volume"));
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> give(volume, missing)).hasMessageContaining(missing.toString());
    assertThat(PlanStore.at(directory.resolve("state")).areVolumesGiven(ID)).isFalse();
    Files.createDirectory(missing);
    give(volume, missing);
    assertThat(uid(missing)).isEqualTo(OWNER.uid());
  }

  @Test
  void a_path_with_a_link_in_it_is_refused() throws Exception {
    Path volume = Files.createDirectories(directory.resolve("volume/inner"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("volume"));
    assertThatThrownBy(() -> give(link.resolve("inner")))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessageContaining("symbolic link");
    assertThat(uid(volume)).isZero();
  }

  @Test
  void what_the_host_needs_is_refused_and_volumes_of_an_engine_are_not() throws Exception {
    assertThatThrownBy(() -> give(Path.of("/etc"))).isInstanceOf(RuntimeFailure.class);
    Path state = Files.createDirectories(directory.resolve("state/ranges"));
    assertThatThrownBy(() -> give(state)).hasMessageContaining("keeps its state");
    assertThat(uid(state)).isZero();
    Path layer = Files.createDirectories(directory.resolve("state/engine/data/overlay2/x"));
    assertThatThrownBy(() -> give(layer)).hasMessageContaining("keeps its data");
    Path data = Files.createDirectories(directory.resolve("state/engine/data/volumes/v/_data"));
    give(data);
    assertThat(uid(data)).isEqualTo(OWNER.uid());
  }
}
