package dev.cofferdam.userns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubordinateIdsTest {
  @Test
  void a_name_may_have_several_lines() throws UsernsException {
    SubordinateIds ids =
        SubordinateIds.parse(
            "# comment\nalice:100000:65536\n\nbob:165536:65536\nalice:600000:5\n1000:9:0\n",
            "/etc/subuid");
    assertThat(ids.of("alice"))
        .containsExactly(new IdRange(100_000, 65_536), new IdRange(600_000, 5));
    assertThat(ids.of("carol")).isEmpty();
    assertThat(ids.entries()).hasSize(3);
    assertThat(ids.claims("/etc/subuid"))
        .contains(new Claim(new IdRange(600_000, 5), "alice (/etc/subuid line 5)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice:100000",
        "alice:100000:65536:1",
        ":100000:65536",
        "alice::65536",
        "alice:-1:65536",
        "alice:0:4294967296",
        "alice:4294967295:1",
        "alice:1e5:2",
        "alice 100000 65536"
      })
  void a_line_that_is_not_understood_is_an_error_with_its_number(String line) {
    assertThatThrownBy(() -> SubordinateIds.parse("bob:1:1\n" + line, "/etc/subgid"))
        .isInstanceOf(UsernsException.class)
        .hasMessageContaining("/etc/subgid line 2");
  }

  @Test
  void a_name_cannot_forge_a_line_of_a_message() throws UsernsException {
    SubordinateIds ids = SubordinateIds.parse("a\u001b[2Jb:600000:5", "f");
    assertThat(ids.claims("f").getFirst().whose()).isEqualTo("a?[2Jb (f line 1)");
  }
}
