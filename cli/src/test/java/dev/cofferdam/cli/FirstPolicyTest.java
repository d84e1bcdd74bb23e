package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FirstPolicyTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void a_first_policy_is_written_for_its_owner_alone() throws IOException, CommandFailure {
    StateDirectory state = new StateDirectory(folder);

    FirstPolicy.Chosen chosen = FirstPolicy.choose(Optional.empty(), state);

    assertThat(chosen).isEqualTo(new FirstPolicy.Chosen(state.policy(), true));
    assertThat(Files.readString(chosen.file())).contains("super-privileged").contains("user:root");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(chosen.file())))
        .isEqualTo("rw-------");
  }

  @Test
  void a_policy_that_is_there_stays_as_it_is() throws IOException, CommandFailure {
    StateDirectory state = new StateDirectory(folder);
    Files.writeString(state.policy(), "mine");

    assertThat(FirstPolicy.choose(Optional.empty(), state).written()).isFalse();
    assertThat(state.policy()).hasContent("mine");
  }

  @Test
  void a_named_policy_must_be_there() {
    StateDirectory state = new StateDirectory(folder);
    Path missing = folder.resolve("missing.yaml");

    assertThatThrownBy(() -> FirstPolicy.choose(Optional.of(missing), state))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(missing.toString());
    assertThat(state.policy()).doesNotExist();
  }
}
