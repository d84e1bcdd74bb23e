package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes with another container, and with somebody else's process, volume or network. */
@Timeout(240)
class SharedContainersTest {
  private static final String EXEC = "e".repeat(64);

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    Files.writeString(
        running.policy,
        """
        version: 1
        roles:
          joiner:
            - allow: [container.create, image.build]
              grant: ["namespace:*=container:*", "volumes-from:*", "volume:**", "network:*", build]
          execs:
            - allow: [exec.create]
              grant: ["exec:privileged"]
            - allow: [exec.start, exec.resize, exec.inspect]
          own:
            - allow: [container.create]
              owned: true
              images: ["**"]
              confinement: privileged
        bindings:
          - role: joiner
            to: ["user:jo"]
          - role: execs
            to: ["user:ann", "user:bob"]
          - role: own
            to: ["user:olga"]
        """);
    running.policies.replace(running.policy);
    running.engine.json("POST /containers/create", "{\"Id\":\"" + "c".repeat(64) + "\"}");
    running.engine.json("POST /build", "{}");
    running.engine.json(
        "POST /containers/" + StubEngine.WEB + "/exec", "{\"Id\":\"" + EXEC + "\"}");
    running.engine.json("POST /exec/" + EXEC + "/start", "{}");
    running.engine.json("POST /exec/" + EXEC + "/resize", "{}");
    target("{}");
    exec(true);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void target(String hostConfig) {
    running.engine.json(
        "GET /containers/" + StubEngine.WEB + "/json",
        "{\"Id\":\"%s\",\"Name\":\"/web-1\",\"HostConfig\":%s,\"Config\":{\"Image\":\"foobar\"}}"
            .formatted(StubEngine.WEB, hostConfig.replace('\'', '"')));
    running.engine.json(
        "GET /containers/web-1/json",
        "{\"Id\":\"%s\",\"Name\":\"/web-1\",\"HostConfig\":%s,\"Config\":{\"Image\":\"foobar\"}}"
            .formatted(StubEngine.WEB, hostConfig.replace('\'', '"')));
  }

  private void exec(boolean privileged) {
    running.engine.json(
        "GET /exec/" + EXEC + "/json",
        "{\"ContainerID\":\"%s\",\"ProcessConfig\":{\"privileged\":%s,\"user\":\"\"}}"
            .formatted(StubEngine.WEB, privileged));
  }

  private RawClient.Reply send(String user, String line, String body) throws Exception {
    running.user = user;
    try (RawClient client = running.connect()) {
      String json = body.replace('\'', '"');
      return client
          .send(
              "POST "
                  + line
                  + " HTTP/1.1\r\nHost: d\r\nUser-Agent: t\r\nContent-Type: application/json\r\nContent-Length: "
                  + json.length()
                  + "\r\n\r\n"
                  + json)
          .reply();
    }
  }

  private RawClient.Reply create(String user, String host) throws Exception {
    return send(user, "/v1.41/containers/create", "{'Image':'foobar','HostConfig':{" + host + "}}");
  }

  @Test
  void an_ordinary_container_is_joined_by_whoever_may_join() throws Exception {
    assertThat(create("jo", "'PidMode':'container:web-1'").status()).isEqualTo(200);
    assertThat(running.engine.forwarded().getLast().text()).contains("container:" + StubEngine.WEB);
  }

  @Test
  void joining_a_privileged_container_needs_what_it_has() throws Exception {
    target("{'Privileged':true,'PidMode':'host','Binds':['/etc:/x'],'CapAdd':['SYS_MODULE']}");
    for (String join :
        new String[] {
          "'PidMode':'container:web-1'",
          "'IpcMode':'container:web-1'",
          "'NetworkMode':'container:web-1'",
          "'VolumesFrom':['web-1:ro']",
        }) {
      assertThat(create("jo", join).status()).as(join).isEqualTo(403);
    }
    assertThat(running.engine.forwarded()).isEmpty();
    assertThat(running.records())
        .extracting(LogRecord::json)
        .anySatisfy(record ->
            assertThat(record)
                .contains(
                    "cap:SYS_MODULE", "mount:/etc:rw", "namespace:pid=host", "\"privileged\""));
  }

  @Test
  void a_container_that_joined_a_privileged_one_is_as_good_as_that() throws Exception {
    target("{'NetworkMode':'container:" + StubEngine.OTHER + "'}");
    running.engine.json(
        "GET /containers/" + StubEngine.OTHER + "/json",
        "{\"Id\":\"%s\",\"Name\":\"/other\",\"HostConfig\":{\"NetworkMode\":\"host\"},\"Config\":{\"Image\":\"a\"}}"
            .formatted(StubEngine.OTHER));
    RawClient.Reply reply = create("jo", "'NetworkMode':'container:web-1'");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("namespace:network=host");
    running.user = "jo";
    try (RawClient client = running.connect()) {
      assertThat(client.ask("POST /v1.41/build?networkmode=container:web-1").reply().status())
          .isEqualTo(403);
    }
  }

  @Test
  void a_read_only_bind_is_decided_on_as_the_engine_makes_it_at_that_version() throws Exception {
    create("jo", "'Binds':['/proc/..:/x:ro']");
    assertThat(running.records().getFirst().json()).contains("mount:/proc:rw", "mount:/:ro");
  }

  @Test
  void what_is_not_understood_of_a_container_lets_nobody_join_it() throws Exception {
    target("{'Privileged':'perhaps'}");
    assertThat(create("jo", "'PidMode':'container:web-1'").status()).isEqualTo(502);
  }

  @Test
  void ones_own_process_is_started_without_its_privileges() throws Exception {
    assertThat(
            send("ann", "/v1.41/containers/web-1/exec", "{'Cmd':['sh'],'Privileged':true}")
                .status())
        .isEqualTo(200);
    assertThat(send("ann", "/v1.41/exec/" + EXEC + "/start", "{'Detach':true}").status())
        .isEqualTo(200);
  }

  @Test
  void somebody_elses_process_needs_the_privileges_that_it_has() throws Exception {
    send("ann", "/v1.41/containers/web-1/exec", "{'Cmd':['sh'],'Privileged':true}");
    int before = running.engine.forwarded().size();
    RawClient.Reply reply = send("bob", "/v1.41/exec/" + EXEC + "/start", "{'Detach':true}");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("exec:privileged");
    assertThat(running.engine.forwarded()).hasSize(before);
    exec(false);
    assertThat(send("bob", "/v1.41/exec/" + EXEC + "/start", "{'Detach':true}").status())
        .isEqualTo(200);
  }

  @Test
  void a_process_that_the_gateway_does_not_know_is_nobodys() throws Exception {
    assertThat(send("ann", "/v1.41/exec/" + EXEC + "/start", "{'Detach':true}").status())
        .isEqualTo(403);
  }

  @Test
  void somebody_elses_volume_and_network_are_not_given_with_ones_own() throws Exception {
    running.engine.json(
        "GET /volumes/data", "{\"Name\":\"data\",\"Labels\":{\"dev.cofferdam.owner\":\"ann\"}}");
    running.engine.json(
        "GET /networks/back",
        "{\"Id\":\"%s\",\"Name\":\"back\",\"Labels\":{\"dev.cofferdam.owner\":\"ann\"}}"
            .formatted("d".repeat(64)));
    RawClient.Reply reply = create("olga", "'Binds':['data:/x']");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("others-volume:data");
    assertThat(create("olga", "'NetworkMode':'back'").status()).isEqualTo(403);
    running.engine.json(
        "GET /volumes/data", "{\"Name\":\"data\",\"Labels\":{\"dev.cofferdam.owner\":\"olga\"}}");
    assertThat(create("olga", "'Binds':['data:/x']").status()).isEqualTo(200);
  }
}
