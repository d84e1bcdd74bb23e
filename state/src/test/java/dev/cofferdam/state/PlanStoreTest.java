package dev.cofferdam.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanStoreTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String OTHER = "f".repeat(64);
  private static final IdRange RANGE = new IdRange(524_288, 65_536);

  @TempDir Path state;

  private static Plan plan() {
    return Plan.privateTo(
        ID,
        "alice",
        RANGE,
        List.of(
            new PlannedMount("/data", Treatment.CHOWN),
            new PlannedMount("/\"ü\n", Treatment.IDMAP)));
  }

  @Test
  void a_plan_is_found_as_it_was_written() throws IOException {
    PlanStore.at(state).write(plan());
    assertThat(PlanStore.at(state).find(ID)).hasValue(plan());
    assertThat(PlanStore.at(state).list()).containsExactly(ID);
  }

  @Test
  void each_mode_is_found_as_it_was_written() throws IOException {
    List<Plan> plans =
        List.of(
            Plan.of(ID, "", Mode.HOST, Maps.NONE, List.of()),
            Plan.of(ID, "bob", Mode.IDENTITY, Maps.identity(), List.of()),
            Plan.of(ID, "bob", Mode.ROOT_SHIFT, Maps.rootShift(2), List.of()),
            Plan.of(
                ID,
                "bob",
                Mode.USER,
                Maps.user(Maps.Ids.ROOT, new Maps.Ids(1000, 1001)),
                List.of()));
    for (Plan plan : plans) {
      PlanStore.at(state).write(plan);
      assertThat(PlanStore.at(state).find(ID)).hasValue(plan);
    }
  }

  @Test
  void a_removed_plan_is_gone_with_what_was_beside_it() throws IOException {
    PlanStore store = PlanStore.at(state);
    store.write(plan());
    Files.writeString(store.directory(ID).resolve("chowned"), "");
    store.remove(ID);
    assertThat(store.find(ID)).isEmpty();
    assertThat(store.list()).isEmpty();
    store.remove(ID);
  }

  @Test
  void volumes_are_given_when_that_is_kept_and_being_given_while_somebody_says_so()
      throws IOException {
    PlanStore store = PlanStore.at(state);
    assertThat(store.givingOfVolumes(ID)).isEmpty();
    store.volumesAreBeingGiven(ID, "5 of 10");
    assertThat(store.givingOfVolumes(ID)).hasValue("5 of 10");
    Path said = store.directory(ID).resolve("chowning");
    Files.setLastModifiedTime(said, FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(store.givingOfVolumes(ID)).describedAs("who said it is gone").isEmpty();
    assertThat(store.areVolumesGiven(ID)).isFalse();
    store.volumesAreGiven(ID, "10 of 10");
    assertThat(store.areVolumesGiven(ID)).isTrue();
    assertThat(said).doesNotExist();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void a_plan_under_another_containers_name_is_an_error() throws IOException {
    PlanStore store = PlanStore.at(state);
    store.write(plan());
    Files.move(store.directory(ID), store.directory(OTHER));
    assertThatThrownBy(() -> store.find(OTHER))
        .isInstanceOf(StateException.class)
        .hasMessageContaining(store.directory(OTHER).toString());
  }

  @Test
  void a_plan_that_is_cut_off_is_an_error_and_not_no_plan() throws IOException {
    PlanStore store = PlanStore.at(state);
    store.write(plan());
    Path file = store.directory(ID).resolve("plan.json");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> store.find(ID)).isInstanceOf(StateException.class);
    }
  }

  @Test
  void only_root_reads_a_plan() throws IOException {
    PlanStore store = PlanStore.at(state);
    store.write(plan());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(store.directory(ID).resolve("plan.json"))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.directory(ID))))
        .isEqualTo("rwx------");
  }

  @Test
  void a_name_that_is_no_id_is_refused_before_it_is_a_path() {
    assertThatThrownBy(() -> PlanStore.at(state).find("../../etc"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_defaults_are_built_in_until_a_file_says_otherwise() throws IOException {
    assertThat(ContainmentDefaults.read(state)).isEqualTo(ContainmentDefaults.BUILT_IN);
    ContainmentDefaults other =
        new ContainmentDefaults(Mode.IDENTITY, IdRange.between(1 << 20, (1 << 24) - 1), 7);
    other.write(state);
    assertThat(ContainmentDefaults.read(state)).isEqualTo(other);
  }

  @Test
  void defaults_that_are_not_understood_are_an_error() throws IOException {
    Files.writeString(state.resolve("containment.json"), "{\"version\":1,\"mode\":\"host\"}");
    assertThatThrownBy(() -> ContainmentDefaults.read(state))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("is missing");
  }
}
