package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bodies that have a few fields each. */
class RequestDocumentsTest {
  private static RequestDocument parse(Operation operation, String json) {
    return RequestDocuments.parse(operation, Bodies.json(json));
  }

  private static List<String> asked(Operation operation, String json) {
    return parse(operation, json).privileges(HostFacts.standard()).stream()
        .map(Privilege::name)
        .toList();
  }

  private static String written(Operation operation, String json) {
    return Bodies.text(parse(operation, json).write());
  }

  private static void refused(Operation operation, String json, String because) {
    assertThatThrownBy(() -> parse(operation, json))
        .isInstanceOf(MalformedBody.class)
        .hasMessageContaining(because);
  }

  @Test
  void a_checkpoint_is_a_privilege_and_a_directory_of_the_host_is_as_good_as_root() {
    assertThat(asked(Operation.CHECKPOINT_CREATE, "{'CheckpointID':'c','Exit':true}"))
        .containsExactly("checkpoint");
    RequestDocument elsewhere =
        parse(Operation.CHECKPOINT_CREATE, "{'CheckpointID':'c','CheckpointDir':'/tmp//x/..'}");
    assertThat(elsewhere.privileges(HostFacts.standard()))
        .contains(new Privilege("checkpoint-dir:/tmp", Confinement.SUPER_PRIVILEGED));
  }

  @Test
  void a_checkpoint_has_a_plain_name() {
    refused(Operation.CHECKPOINT_CREATE, "{'CheckpointID':'../../etc'}", "CheckpointID: must be");
    refused(Operation.CHECKPOINT_CREATE, "{}", "CheckpointID: must be");
    refused(
        Operation.CHECKPOINT_CREATE,
        "{'CheckpointID':'c','CheckpointDir':'x'}",
        "CheckpointDir: must be an absolute path");
  }

  @Test
  void a_commit_takes_the_configuration_of_a_container_and_nothing_of_the_host() {
    assertThat(written(Operation.IMAGE_COMMIT, "{'Cmd':'sh','Env':['A=b'],'Labels':{'a':'b'}}"))
        .isEqualTo("{\"Env\":[\"A=b\"],\"Cmd\":[\"sh\"],\"Labels\":{\"a\":\"b\"}}");
    assertThat(written(Operation.IMAGE_COMMIT, " null\n")).isEqualTo("{}");
    refused(Operation.IMAGE_COMMIT, "{'HostConfig':{}}", "HostConfig: not a field");
    refused(Operation.IMAGE_COMMIT, "{'Labels':{'dev.cofferdam.owner':'x'}}", "by Cofferdam alone");
  }

  @Test
  void credentials_are_passed_on_and_told_to_nobody() {
    String sent = "{'username':'u','password':'secret','serveraddress':'r.example'}";
    for (Operation operation : List.of(Operation.SYSTEM_AUTH, Operation.IMAGE_PUSH)) {
      assertThat(written(operation, sent)).contains("secret");
      assertThat(parse(operation, sent)).hasToString("Credentials");
      refused(operation, "{'Password':'secret'}", "write \"password\"");
      assertThatThrownBy(() -> parse(operation, "{'password':['secret']}"))
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void a_volume_of_the_cluster_is_the_same_privilege_when_it_is_changed() {
    String spec = "{'Group':'g','Availability':'drain'}";
    assertThat(asked(Operation.VOLUME_UPDATE, "{'Spec':" + spec + "}"))
        .isEqualTo(asked(Operation.VOLUME_CREATE, "{'ClusterVolumeSpec':" + spec + "}"))
        .containsExactly("cluster-volume");
  }

  @Test
  void the_retired_copy_names_a_path_and_no_more() {
    assertThat(written(Operation.CONTAINER_COPY, "{'Resource':'/etc'}"))
        .isEqualTo("{\"Resource\":\"/etc\"}");
    refused(Operation.CONTAINER_COPY, "{'resource':'/etc'}", "write \"Resource\"");
  }

  @Test
  void labels_that_others_take_for_orders_are_privileges_wherever_they_are_set() {
    String labels =
        "'Labels':{'traefik.http.routers.x.rule':'Host(`a`)','com.docker.compose.x':''}";
    String name = "trusted-label:traefik.http.routers.x.rule";
    assertThat(Bodies.asked(Bodies.container(labels))).containsExactly(name);
    assertThat(asked(Operation.IMAGE_COMMIT, "{" + labels + "}")).containsExactly(name);
    assertThat(asked(Operation.VOLUME_CREATE, "{" + labels + "}")).containsExactly(name);
    assertThat(asked(Operation.NETWORK_CREATE, "{'Name':'n'," + labels + "}"))
        .containsExactly(name);
    assertThat(
            Bodies.asked(
                Bodies.host(
                    "'Mounts':[{'Type':'volume','Target':'/x','VolumeOptions':{" + labels + "}}]")))
        .containsExactly(name);
    assertThat(Bodies.asked(Bodies.container("'Labels':{'Traefik.enable':'true'}")))
        .containsExactly("trusted-label:Traefik.enable");
  }

  @Test
  void only_what_is_made_takes_labels() {
    Map<String, String> owner = Map.of(Resource.OWNER_LABEL, "admin1");
    assertThat(parse(Operation.IMAGE_COMMIT, "{}").withLabels(owner).write())
        .isEqualTo(Bodies.json("{}"));
    assertThat(Bodies.text(parse(Operation.VOLUME_CREATE, "{}").withLabels(owner).write()))
        .contains("admin1");
  }
}
