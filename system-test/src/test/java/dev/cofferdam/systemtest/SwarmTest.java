package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A swarm behind the gateway: for who may everything the same, for others what is theirs. */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwarmTest {
  private static final String TENANTS =
      """
      version: 1
      roles:
        tenant:
          - allow: [system.ping, system.version, system.info, secret.list, service.list]
          - allow: [service.create, service.update]
            images: [foobar]
            secrets: ["*"]
            owned: true
          - allow: [service.inspect, service.remove, task.*]
            owned: true
          - allow: [secret.create, secret.inspect, secret.remove, secrets.read]
            owned: true
            confinement: super-privileged
      bindings:
        - role: tenant
          to: ["user:cf-test-admin1", "user:cf-test-admin2"]
      """;

  private final Site site;
  private final Swarm swarm;
  private final Gateway everything;
  private final Gateway tenants;

  SwarmTest(Site site) {
    this.site = site;
    this.swarm = Swarm.start(site.newHome("swarm"));
    this.everything =
        Gateway.start(site.newHome("gateway"), swarm.socket(), Policies.everythingForRoot());
    this.tenants = Gateway.start(site.newHome("gateway"), swarm.socket(), TENANTS);
  }

  @AfterAll
  void stop() {
    try (swarm;
        everything) {
      tenants.close();
    }
  }

  static Stream<Path> clients() {
    return Docker.clients().stream();
  }

  /** What an administrator does in a day, as one line for each command. */
  private List<String> day(Docker docker) {
    Path text = Command.textFile("something");
    String node = Json.text(swarm.inspect("/info"), "Swarm.NodeID");
    List<List<String>> commands =
        List.of(
            List.of("secret", "create", "--label", "a=b", "pw", text.toString()),
            List.of("config", "create", "conf", text.toString()),
            List.of(
                "service create --detach --no-resolve-image --name day --secret pw --config"
                    + " source=conf,target=/conf --network host --mount type=tmpfs,dst=/t --env A=b"
                    + " --label l=1 --stop-grace-period 1ms --limit-memory 64M foobar sleep 1000"),
            List.of("service", "ls", "--format", "{{.Name}} {{.Mode}} {{.Image}}"),
            List.of("service", "ps", "day", "--format", "{{.Name}} {{.Image}} {{.DesiredState}}"),
            List.of("service update --detach --env-add C=d --label-add x=y day"),
            List.of(
                "service",
                "inspect",
                "--format",
                "{{len .Spec.TaskTemplate.ContainerSpec.Env}} {{.Spec.Labels.x}}"
                    + " {{.Spec.TaskTemplate.Resources.Limits.MemoryBytes}}",
                "day"),
            List.of("service rollback --detach day"),
            List.of(
                "service",
                "inspect",
                "--format",
                "{{.Spec.TaskTemplate.ContainerSpec.Env}}",
                "day"),
            List.of("service scale --detach day=2"),
            List.of("service rm day"),
            List.of("service rm day"),
            List.of("secret", "ls", "--format", "{{.Name}}"),
            List.of("secret", "inspect", "--format", "{{.Spec.Name}} {{.Spec.Labels.a}}", "pw"),
            List.of("config", "inspect", "--format", "{{json .Spec.Data}}", "conf"),
            List.of("config rm conf"),
            List.of("node", "ls", "--format", "{{.Status}} {{.Availability}} {{.ManagerStatus}}"),
            List.of("node update --label-add a=b " + node),
            List.of("node", "inspect", "--format", "{{.Spec.Labels}} {{.Spec.Role}}", "self"),
            List.of("swarm join-token --quiet worker"),
            List.of("swarm update --task-history-limit 1"),
            List.of("swarm join --token SWMTKN-1-topsecret 127.0.0.1:2377"),
            List.of("plugin", "ls"),
            List.of("plugin", "disable", "unknown"));
    List<String> lines = new ArrayList<>();
    for (List<String> command : commands) {
      List<String> words = command.size() > 1 ? command : List.of(command.getFirst().split(" "));
      Finished done = docker.run(words.toArray(String[]::new));
      String said = done.said().replaceAll("\\b[0-9a-z]{25}\\b", "ID").replaceAll("(?m) +$", "");
      lines.add(String.join(" ", words.subList(0, 2)) + " -> " + done.exit() + " " + said);
    }
    removed(docker, "pw");
    return lines;
  }

  @ParameterizedTest
  @MethodSource("clients")
  void a_day_is_the_same_through_the_gateway(Path client) {
    List<String> direct = day(new Docker(client, swarm.socket(), List.of()));
    List<String> guarded = day(new Docker(client, everything.socket(), List.of()));
    assertThat(guarded).containsExactlyElementsOf(direct);
  }

  @Test
  void a_service_and_its_containers_have_an_owner_who_stays() {
    Docker root = new Docker(Docker.clients().getFirst(), everything.socket(), List.of());
    String owner = "dev.cofferdam.owner=root";
    try {
      root.orFail(
          "service",
          "create",
          "--detach",
          "--no-resolve-image",
          "--stop-grace-period=1ms",
          "--name=owned",
          "foobar",
          "sleep",
          "1000");
      assertThat(Json.text(swarm.container("owned"), "Config.Labels")).contains(owner);
      root.orFail("service", "update", "--detach", "--label-add", "a=b", "owned");
      assertThat(labels("owned")).contains(owner, "a=b");
      Finished dropped =
          root.run("service", "update", "--detach", "--label-rm", "dev.cofferdam.owner", "owned");
      assertThat(dropped.exit()).isZero();
      assertThat(labels("owned")).contains(owner);
      Finished given =
          root.run(
              "service", "update", "--detach", "--label-add", "dev.cofferdam.owner=you", "owned");
      assertThat(given.exit()).isNotZero();
      assertThat(given.err()).contains("set by Cofferdam alone");
      assertThat(labels("owned")).contains(owner);
    } finally {
      swarm.remove("owned");
    }
  }

  private String labels(String service) {
    return Json.text(swarm.inspect("/services/" + service), "Spec.Labels");
  }

  @Test
  void services_and_secrets_of_another_are_out_of_reach() {
    Path client = Docker.clients().getFirst();
    Docker admin1 = site.docker(Person.ADMIN1, client, tenants);
    Docker admin2 = site.docker(Person.ADMIN2, client, tenants);
    String secret = Command.textFile("topsecret").toString();
    assertThat(Path.of(secret).toFile().setReadable(true, false)).isTrue();
    try {
      admin1.orFail("secret", "create", "pw1", secret);
      create(admin1, "mine", "pw1").orFail();

      // Directly, the engine gives the secret of another to whoever asks.
      create(swarm.docker(), "direct", "pw1").orFail();

      Trail.Since since = tenants.trail().mark();
      Row refused = Refused.require(create(admin2, "theirs", "pw1"), since);
      assertThat(refused.list("privileges")).contains("secret:pw1");
      assertThat(swarm.exists("theirs")).isFalse();
      Refused.require(admin2.run("service", "rm", "mine"), since);
      assertThat(swarm.exists("mine")).isTrue();
      Refused.require(admin2.run("service", "inspect", "mine"), since);
      Refused.require(admin2.run("service", "update", "--detach", "--env-add=A=b", "mine"), since);

      admin1.orFail("service", "update", "--detach", "--env-add=A=b", "mine");
      admin1.orFail("service", "rm", "mine");
    } finally {
      swarm.remove("mine");
      swarm.remove("direct");
      removed(new Docker(client, swarm.socket(), List.of()), "pw1");
    }
  }

  /** A secret can go when the last task that has it has gone. */
  private static void removed(Docker docker, String secret) {
    Await.until(
        "the secret goes", Command.LIMIT, () -> docker.run("secret", "rm", secret).succeeded());
  }

  private static Finished create(Docker docker, String name, String secret) {
    return docker.run(
        "service",
        "create",
        "--detach",
        "--no-resolve-image",
        "--stop-grace-period=1ms",
        "--name=" + name,
        "--secret=" + secret,
        "foobar",
        "sleep",
        "1000");
  }

  @Test
  void tokens_keys_and_secrets_are_on_no_record() {
    for (List<String> request :
        List.of(
            List.of("/swarm/join", "{\"RemoteAddrs\":[\"127.0.0.1\"],\"JoinToken\":\"topsecret\"}"),
            List.of("/swarm/join", "{\"JoinToken\":[\"topsecret\"]}"),
            List.of("/swarm/unlock", "{\"UnlockKey\":\"topsecret\"}"),
            List.of("/secrets/create", "{\"Name\":\"?\",\"Data\":\"topsecret\"}"),
            List.of("/configs/create", "{\"Name\":\"c\",\"Data\":\"topsecret?\"}"),
            List.of("/plugins/none/set", "[\"PASSWORD=topsecret\"]"),
            List.of(
                "/swarm/update?version=0", "{\"CAConfig\":{\"SigningCAKey\":\"topsecret\"}}"))) {
      RawHttp.Answer answer =
          RawHttp.request(
              everything.socket(), "POST", "/v1.41" + request.getFirst(), request.getLast());
      assertThat(answer.status()).as("%s", answer).isGreaterThanOrEqualTo(400);
    }
    assertThat(everything.trail().rows().toString()).doesNotContain("topsecret");
    assertThat(everything.log()).doesNotContain("topsecret");
  }
}
