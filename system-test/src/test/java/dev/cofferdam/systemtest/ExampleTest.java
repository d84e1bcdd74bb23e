package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What the repository shows to those who come to it. */
class ExampleTest {
  @Test
  void the_example_is_a_policy_without_a_warning() throws IOException, PolicyException {
    Policy policy =
        Policy.parse(Files.readString(Policies.exampleFile()), Policies.exampleFile().toString());
    assertThat(policy.warnings()).isEmpty();
  }

  @Test
  void the_readme_begins_with_the_two_commands() throws IOException {
    assertThat(Files.readString(Policies.repository().resolve("README.md")))
        .contains("./cofferdam up --yes")
        .contains("./cofferdam test");
  }
}
