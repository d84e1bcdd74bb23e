package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.docker.Operation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What those get who have no {@code secrets.read}. */
class SecretsTest {
  private static String shown(Operation operation, String answer) {
    JsonEdit edit = new JsonEdit(answer.getBytes(StandardCharsets.UTF_8));
    Secrets.in(operation).orElseThrow().hide(edit);
    return new String(edit.finish(), StandardCharsets.UTF_8).stripTrailing();
  }

  @Test
  void a_container_shows_names_of_variables_and_its_program() {
    assertThat(
            shown(
                Operation.CONTAINER_INSPECT,
                """
                {"Id":"1","Path":"sh","Args":["-c","hush"],"X":1.50,"State":{"Health":{"Log":[\
                {"ExitCode":0,"Output":"hush"}]}},"Config":{"Env":["A=hush","B=","C"],"Cmd":["-c","hush"],\
                "Entrypoint":["sh","hush"],"Healthcheck":{"Test":["CMD","hush"]},"Labels":{"a":"b"}},\
                "HostConfig":{"LogConfig":{"Type":"splunk","Config":{"splunk-token":"hush"}},"Mounts":[\
                {"VolumeOptions":{"DriverConfig":{"Options":{"o":"password=hush"}}}}]}}\
                """))
        .isEqualTo(
            """
            {"Id":"1","Path":"sh","Args":["<hidden>","<hidden>"],"X":1.50,"State":{"Health":{"Log":[\
            {"ExitCode":0,"Output":"<hidden>"}]}},"Config":{"Env":["A=<hidden>","B=<hidden>","C"],\
            "Cmd":["<hidden>","<hidden>"],\
            "Entrypoint":["sh","<hidden>"],"Healthcheck":{"Test":["CMD","<hidden>"]},"Labels":{"a":"b"}},\
            "HostConfig":{"LogConfig":{"Type":"splunk","Config":{"splunk-token":"<hidden>"}},"Mounts":[\
            {"VolumeOptions":{"DriverConfig":{"Options":{"o":"<hidden>"}}}}]}}\
            """);
  }

  @Test
  void null_and_empty_stay_and_what_is_of_another_type_does_not() {
    String none = "{\"Args\":[],\"Config\":{\"Env\":null,\"Cmd\":null,\"Entrypoint\":null}}";
    assertThat(shown(Operation.CONTAINER_INSPECT, none)).isEqualTo(none);
    assertThat(shown(Operation.CONTAINER_INSPECT, "{\"Config\":{\"Env\":[7,{\"a\":\"hush\"}]}}"))
        .isEqualTo("{\"Config\":{\"Env\":[null,null]}}");
    assertThat(
            shown(
                Operation.CONTAINER_INSPECT,
                "{\"Config\":{\"Env\":{\"a\":\"hush\"},\"Cmd\":\"hush\"}}"))
        .isEqualTo("{\"Config\":{\"Env\":null,\"Cmd\":\"<hidden>\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          EXEC_INSPECT~{"ProcessConfig":{"entrypoint":"sh","arguments":["hush"]}}~{"ProcessConfig":{"entrypoint":"sh","arguments":["<hidden>"]}}
          IMAGE_INSPECT~{"Config":{"Env":["A=hush"],"OnBuild":["ENV A=hush"]},"ContainerConfig":{"Cmd":["hush"]}}~{"Config":{"Env":["A=<hidden>"],"OnBuild":["ENV <hidden>"]},"ContainerConfig":{"Cmd":["<hidden>"]}}
          IMAGE_HISTORY~[{"CreatedBy":"RUN |1 T=hush /bin/sh"},{"CreatedBy":"sh"}]~[{"CreatedBy":"RUN <hidden>"},{"CreatedBy":"sh"}]
          VOLUME_INSPECT~{"Name":"v","Options":{"o":"hush","type":""}}~{"Name":"v","Options":{"o":"<hidden>","type":""}}
          SERVICE_LIST~[{"Spec":{"TaskTemplate":{"ContainerSpec":{"Env":["A=hush"],"Command":["a","hush"]}}}}]~[{"Spec":{"TaskTemplate":{"ContainerSpec":{"Env":["A=<hidden>"],"Command":["a","<hidden>"]}}}}]
          SERVICE_INSPECT~{"PreviousSpec":{"TaskTemplate":{"ContainerSpec":{"Args":["hush"]},"LogDriver":{"Options":{"t":"hush"}}}}}~{"PreviousSpec":{"TaskTemplate":{"ContainerSpec":{"Args":["<hidden>"]},"LogDriver":{"Options":{"t":"<hidden>"}}}}}
          TASK_LIST~[{"Spec":{"ContainerSpec":{"Env":["A=hush"]}}}]~[{"Spec":{"ContainerSpec":{"Env":["A=<hidden>"]}}}]
          SWARM_INSPECT~{"JoinTokens":{"Worker":"hush","Manager":"hush"}}~{"JoinTokens":{"Worker":"<hidden>","Manager":"<hidden>"}}
          CONFIG_INSPECT~{"Spec":{"Name":"c","Data":"aHVzaA=="}}~{"Spec":{"Name":"c","Data":"PGhpZGRlbj4="}}
          SYSTEM_INFO~{"HttpProxy":"http://u:hush@p:1/","HttpsProxy":"u:hush@p","NoProxy":"x","RegistryConfig":{"IndexConfigs":{"r":{"Mirrors":["https://u:hush@m/"]}}}}~{"HttpProxy":"http://<hidden>@p:1/","HttpsProxy":"<hidden>@p","NoProxy":"x","RegistryConfig":{"IndexConfigs":{"r":{"Mirrors":["https://<hidden>@m/"]}}}}
          PLUGIN_LIST~[{"Settings":{"Env":["A=hush"],"Args":["hush"]},"Config":{"Env":[{"Name":"A","Value":"hush"}]}}]~[{"Settings":{"Env":["A=<hidden>"],"Args":["<hidden>"]},"Config":{"Env":[{"Name":"A","Value":"<hidden>"}]}}]
          """)
  void secrets_are_hidden(Operation operation, String answer, String expected) {
    assertThat(shown(operation, answer)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"Config\":{\"Env\":[\"A=hush\"}}", "{} {}", "<html>"})
  void what_cannot_be_read_is_not_shown(String answer) {
    assertThatThrownBy(() -> shown(Operation.CONTAINER_INSPECT, answer))
        .isInstanceOf(UnreadableAnswer.class)
        .hasMessageNotContaining("hush");
  }
}
