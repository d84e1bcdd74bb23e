package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What roles limit, with containers that a real engine has. */
@OnSite
class QuotasTest {
  private static final String CREATE = "/v1.41/containers/create";
  private static final String BODY = "{\"Image\":\"foobar\"}";

  private final Site site;

  QuotasTest(Site site) {
    this.site = site;
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  private Gateway gateway(String limits) {
    return Gateway.start(
        site.newHome("gateway"),
        site.engine().socket(),
        """
        version: 1
        roles:
          client:
            - allow: [system.ping, system.version]
          few:
            rules:
              - allow: ["*"]
                confinement: super-privileged
            limits: {%s}
        bindings:
          - role: client
            to: ["user:root", "group:cf-test"]
          - role: few
            to: ["user:root", "group:cf-test"]
        """
            .formatted(limits));
  }

  private Docker docker(Person person, Gateway gateway) {
    return site.docker(person, Docker.clients().getFirst(), gateway);
  }

  private long count() {
    return site.engine().docker().orFail("ps", "--all", "--quiet").lines().count();
  }

  @Test
  void as_many_containers_as_the_role_gives_and_no_more_until_one_is_removed() {
    try (Gateway gateway = gateway("containers: 2")) {
      for (var client : Docker.clients()) {
        Docker admin2 = site.docker(Person.ADMIN2, client, gateway);
        String first = admin2.orFail("run", "-d", "foobar", "sh", "-c", Containers.SERVICE);
        String second = admin2.orFail("create", "foobar");
        Row refused = refused(gateway, () -> admin2.run("create", "foobar"));
        assertThat(refused.text("rule")).isEqualTo("few/limits");
        assertThat(refused.text("reason"))
            .isEqualTo(
                "the role few gives cf-test-admin2 2 containers in all, and cf-test-admin2 has 2"
                    + " containers and asks for 1 container");
        docker(Person.ADMIN1, gateway).orFail("create", "foobar"); // his own two
        admin2.orFail("exec", first, "true");
        admin2.orFail("rm", second);
        second = admin2.orFail("create", "foobar");
        admin2.orFail("rm", "--force", first, second);
      }
    }
  }

  @Test
  void of_twenty_creates_at_once_exactly_five_pass() {
    List<RawHttp.Answer> direct = atOnce(20, site.engine().socket());
    assertThat(direct).extracting(RawHttp.Answer::status).containsOnly(201);
    site.engine().removeAllContainers();
    try (Gateway gateway = gateway("containers: 5")) {
      List<RawHttp.Answer> answers = atOnce(20, gateway.socket());
      assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(5);
      assertThat(answers)
          .filteredOn(answer -> answer.status() == 403)
          .hasSize(15)
          .allMatch(answer -> answer.message().contains("gives root 5 containers in all"));
      assertThat(count()).isEqualTo(5);
    }
  }

  private static List<RawHttp.Answer> atOnce(int times, Path socket) {
    List<RawHttp> clients = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      clients.add(creating(socket));
    }
    List<RawHttp.Answer> answers = new ArrayList<>();
    for (RawHttp client : clients) {
      answers.add(client.answer());
      client.close();
    }
    return answers;
  }

  private static RawHttp creating(Path socket) {
    RawHttp client = RawHttp.connect(socket);
    client.send(
        RawHttp.head("POST", CREATE)
            + "Content-Type: application/json\r\nContent-Length: "
            + BODY.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + BODY);
    return client;
  }

  /** The engine goes on creating for a client that has left. */
  @Test
  void a_create_that_its_client_leaves_counts_all_the_same() {
    creating(site.engine().socket()).close();
    Await.until(() -> "the engine creates for nobody", Command.LIMIT, () -> count() == 1);
    site.engine().removeAllContainers();
    try (Gateway gateway = gateway("containers: 3")) {
      for (int i = 0; i < 60; i++) {
        creating(gateway.socket()).close();
      }
      assertThat(atOnce(5, gateway.socket())).extracting(RawHttp.Answer::status).contains(403);
      assertThat(count()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory: 100MiB | --memory=60m | --memory=50m | --memory=40m",
        "memory: 100MiB | --memory=10m | --memory=10m --memory-swap=101m | --memory=90m",
        "cpus: 1.5 | --cpus=1 | --cpus=0.6 | --cpu-quota=50000",
        "pids: 100 | --pids-limit=60 | --pids-limit=50 | --pids-limit=40",
        "ports: 3 | -p=8001-8002:80-81 | -p=8003:80 -p=8004:81 | -p=8003:80",
      })
  void what_containers_may_use_adds_up(String limits, String some, String tooMuch, String rest) {
    try (Gateway gateway = gateway(limits)) {
      Docker admin2 = docker(Person.ADMIN2, gateway);
      create(admin2, some).orFail();
      refused(gateway, () -> create(admin2, tooMuch));
      create(admin2, rest).orFail();
      assertThat(create(admin2, rest).succeeded()).isFalse();
    }
  }

  private static Row refused(Gateway gateway, Supplier<Finished> request) {
    Trail.Since since = gateway.trail().mark();
    return Refused.require(request.get(), since);
  }

  private static Finished create(Docker docker, String options) {
    List<String> line = new ArrayList<>(List.of("create"));
    line.addAll(List.of(options.split(" ")));
    line.add("foobar");
    return docker.run(line.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory: 1GiB | --name=plain | limit with --memory",
        "memory: 1GiB | --memory=10m --memory-swap=-1 | leave out --memory-swap",
        "cpus: 1 | --cpu-shares=2 | limit with --cpus",
        "cpus: 1 | --cpu-quota=-1 | limit with --cpus",
        "pids: 10 | --pids-limit=-1 | limit with --pids-limit",
        "ports: 10 | --publish-all | publish each port with --publish",
      })
  void what_has_no_limit_is_refused_under_one(String limits, String options, String why) {
    assertThat(create(site.engine().docker(), options).succeeded()).isTrue();
    try (Gateway gateway = gateway(limits)) {
      Finished refused =
          create(docker(Person.ADMIN2, gateway), options.replace("=plain", "=other"));
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.err()).contains(why);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory: 100MiB | --memory=50m | --memory=100m --memory-swap=200m | --memory=101m --memory-swap=202m",
        "memory: 100MiB | --memory=50m | --memory-swap=120m | --memory-swap=-1",
        "cpus: 1.5 | --cpus=1 | --cpus=1.5 | --cpus=1.6",
        "cpus: 1.5 | --cpu-quota=50000 | --cpu-quota=150000 | --cpu-quota=-1",
        "cpus: 1.5 | --cpus=1 | --restart=no | --cpu-quota=-1",
        "pids: 100 | --pids-limit=50 | --pids-limit=100 | --pids-limit=-1",
      })
  void an_update_lifts_nothing_beyond_the_limit(
      String limits, String created, String within, String beyond) {
    Docker root = site.engine().docker();
    create(root, "--name=direct " + created).orFail();
    root.orFail(("update " + beyond + " direct").split(" "));
    try (Gateway gateway = gateway(limits)) {
      Docker admin2 = docker(Person.ADMIN2, gateway);
      create(admin2, "--name=mine " + created).orFail();
      admin2.orFail(("update " + within + " mine").split(" "));
      refused(gateway, () -> admin2.run(("update " + beyond + " mine").split(" ")));
    }
  }

  @Test
  void a_gateway_that_is_killed_and_started_again_forgets_nothing() {
    try (Gateway gateway = gateway("containers: 2")) {
      Docker admin2 = docker(Person.ADMIN2, gateway);
      admin2.orFail("create", "foobar");
      admin2.orFail("create", "foobar");
      gateway.killHard();
      gateway.startAgain();
      refused(gateway, () -> admin2.run("create", "foobar"));
      assertThat(count()).isEqualTo(2);
    }
  }

  @Test
  void an_owner_that_an_image_names_does_not_hide_a_container() {
    Docker root = site.engine().docker();
    root.orFail("create", "--name=seed", "foobar");
    root.orFail(
        "commit", "--change=LABEL dev.cofferdam.owner=cf-test-admin1", "seed", "forged:latest");
    root.orFail("rm", "seed");
    root.orFail("create", "--name=direct", "forged");
    assertThat(owner("direct")).isEqualTo("cf-test-admin1");
    try (Gateway gateway = gateway("containers: 1")) {
      Docker admin2 = docker(Person.ADMIN2, gateway);
      admin2.orFail("create", "--name=mine", "forged");
      assertThat(owner("mine")).isEqualTo("cf-test-admin2");
      refused(gateway, () -> admin2.run("create", "forged"));
    } finally {
      site.engine().removeAllContainers();
      root.orFail("rmi", "forged:latest");
    }
  }

  private String owner(String container) {
    return site.engine()
        .docker()
        .orFail("inspect", "--format={{index .Config.Labels \"dev.cofferdam.owner\"}}", container);
  }

  @Test
  void an_engine_that_is_away_is_no_reason_to_let_anything_pass() {
    try (Engine engine = Engine.start(site.newHome("engine"));
        Gateway gateway =
            Gateway.start(
                site.newHome("gateway"),
                engine.socket(),
                Policies.everythingForRoot()
                    .replace("  tester:\n", "  tester:\n    limits: {containers: 1}\n    rules:\n")
                    .replace("    - allow", "      - allow")
                    .replace("      confinement", "        confinement"))) {
      assertThat(RawHttp.request(gateway.socket(), "POST", CREATE, BODY).status()).isEqualTo(201);
      engine.stop();
      RawHttp.Answer away = RawHttp.request(gateway.socket(), "POST", CREATE, BODY);
      assertThat(away.status()).isEqualTo(502);
      engine.startAgain();
      assertThat(RawHttp.request(gateway.socket(), "POST", CREATE, BODY).status()).isEqualTo(403);
    }
  }

  @Test
  void a_burst_is_refused_in_part_and_the_next_request_is_not() {
    try (Gateway gateway = gateway("rate: 60/m")) {
      List<RawHttp> burst = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        RawHttp client = RawHttp.connect(gateway.socket());
        client.send(RawHttp.head("GET", "/v1.41/_ping") + "\r\n");
        burst.add(client);
      }
      List<RawHttp.Answer> answers = new ArrayList<>();
      for (RawHttp client : burst) {
        answers.add(client.answer());
        client.close();
      }
      assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeBetween(60, 75);
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 200)
          .allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.headers()).containsEntry("retry-after", "1");
          });
      Finished busy = docker(Person.ADMIN2, gateway).run("version");
      assertThat(busy.succeeded()).as("somebody else: %s", busy).isTrue();
      assertThat(RawHttp.request(gateway.socket(), "GET", "/v1.41/_ping").status()).isEqualTo(200);
    }
  }

  /** The cost of counting alone: what is refused for its quota never reaches the engine. */
  @Test
  void counting_fifty_containers_takes_less_than_a_quarter_of_a_second() {
    try (Gateway gateway = gateway("containers: 1000, memory: 500MiB")) {
      String limited = "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":10485760}}";
      StringBuilder table = new StringBuilder("containers, ms until a create is refused\n");
      Duration last = Duration.ZERO;
      for (int exist = 0; exist <= 50; exist += 25) {
        last = medianRefusal(gateway, exist);
        table.append("%10d, %.2f%n".formatted(exist, last.toNanos() / 1e6));
        for (int i = 0; i < 25 && exist < 50; i++) {
          assertThat(RawHttp.request(gateway.socket(), "POST", CREATE, limited).status())
              .isEqualTo(201);
        }
      }
      System.out.println(table);
      assertThat(last).isLessThan(Duration.ofMillis(250));
    }
  }

  /** One byte more than there is left: the sum is too much with the last container only. */
  private static Duration medianRefusal(Gateway gateway, int exist) {
    String body =
        "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":%d}}"
            .formatted((500L - 10L * exist) * (1 << 20) + 1);
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      long from = System.nanoTime();
      RawHttp.Answer answer = RawHttp.request(gateway.socket(), "POST", CREATE, body);
      nanos.add(System.nanoTime() - from);
      assertThat(answer.status()).isEqualTo(403);
    }
    return Duration.ofNanos(nanos.stream().sorted().toList().get(nanos.size() / 2));
  }
}
