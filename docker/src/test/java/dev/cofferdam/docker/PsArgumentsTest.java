package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PsArgumentsTest {
  private static ApiCall top(String arguments) {
    StringBuilder target = new StringBuilder("/containers/web/top?ps_args=");
    Query.escape(arguments, target);
    return Samples.get(target.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-ef", "aux", "-e", "-eLf", "-ef -o pid,cmd", "-o pid,comm", "-eo pid"})
  void what_people_ask_for_is_no_privilege(String arguments) {
    assertThat(Privileges.of(top(arguments))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"axe", "e", "auxe", "-ef -x", "-auxe", "ax -e", "-ef e", "-C e"})
  void the_environment_of_processes_is_a_privilege(String arguments) {
    assertThat(Privileges.of(top(arguments)))
        .containsExactly(new Privilege("ps:environment", Confinement.PRIVILEGED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-o comm=PID",
        "-o args=X\tPID",
        "-o pid  comm",
        "-ef\n-o pid",
        " -ef",
        "-f;id",
        "-f /etc",
      })
  void a_column_of_the_clients_own_title_is_refused(String arguments) {
    assertThatThrownBy(() -> top(arguments))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("options and columns of ps without titles");
  }
}
