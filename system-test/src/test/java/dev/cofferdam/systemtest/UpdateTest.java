package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Limits that a container was created with are taken away by an update. */
@OnSite
@Tag("C9")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpdateTest {
  private static final String LIFT = "{\"Memory\":67108864,\"MemorySwap\":-1}";

  private final Engine engine;
  private final Gateway gateway;

  UpdateTest(Site site) {
    this.engine = site.engine();
    this.gateway =
        Gateway.start(
            site.newHome("gateway"), engine.socket(), Policies.everyOperation("baseline"));
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  private void limited(String name) {
    engine
        .docker()
        .orFail("create", "--name", name, "--memory=64m", "--memory-swap=64m", "foobar", "true");
  }

  private String swap(String name) {
    return engine.docker().orFail("inspect", "--format={{.HostConfig.MemorySwap}}", name);
  }

  @Test
  void a_limit_is_lifted_by_nobody_who_was_not_granted_that() {
    limited("direct");
    limited("guarded");
    assertThat(
            RawHttp.request(engine.socket(), "POST", "/v1.41/containers/direct/update", LIFT)
                .status())
        .isEqualTo(200);
    assertThat(swap("direct")).isEqualTo("-1");
    RawHttp.Answer answer =
        RawHttp.request(gateway.socket(), "POST", "/v1.41/containers/guarded/update", LIFT);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.message()).contains("limit-lifted:MemorySwap");
    assertThat(swap("guarded")).isEqualTo("67108864");
  }

  @Test
  void another_spelling_of_a_field_lifts_nothing_either() {
    limited("direct");
    limited("guarded");
    String spelled = "{\"memory\":67108864,\"memoryswap\":-1}";
    RawHttp.request(engine.socket(), "POST", "/v1.41/containers/direct/update", spelled);
    assertThat(swap("direct")).isEqualTo("-1");
    assertThat(
            RawHttp.request(gateway.socket(), "POST", "/v1.41/containers/guarded/update", spelled)
                .status())
        .isEqualTo(400);
    assertThat(swap("guarded")).isEqualTo("67108864");
  }

  @Test
  void a_restart_policy_and_a_new_limit_are_set() {
    limited("guarded");
    RawHttp.Answer answer =
        RawHttp.request(
            gateway.socket(),
            "POST",
            "/v1.41/containers/guarded/update",
            "{\"MemorySwap\":134217728,\"RestartPolicy\":{\"Name\":\"always\"}}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(swap("guarded")).isEqualTo("134217728");
  }

  @Test
  void a_quota_is_of_the_period_that_the_container_has() {
    String[] creating = {
      "create", "--name=many", "--cpu-period=1000", "--cpu-quota=1000", "foobar", "true"
    };
    engine.docker().orFail(creating);
    String path = "/v1.41/containers/many/update";
    String quota = "{\"CpuQuota\":100000}";
    String policy =
        Policies.everyOperation("baseline")
            .replace("confinement: baseline", "when: request.cpus <= 1.0");
    gateway.reload(policy);
    try {
      RawHttp.Answer answer = RawHttp.request(gateway.socket(), "POST", path, quota);
      assertThat(answer.status()).isEqualTo(403);
      String both = "{\"CpuQuota\":50000,\"CpuPeriod\":100000}";
      assertThat(RawHttp.request(gateway.socket(), "POST", path, both).status()).isEqualTo(200);
    } finally {
      gateway.reload(Policies.everyOperation("baseline"));
    }
    engine.docker().orFail("rm", "many");
    engine.docker().orFail(creating);
    assertThat(RawHttp.request(engine.socket(), "POST", path, quota).status()).isEqualTo(200);
    assertThat(
            engine
                .docker()
                .orFail(
                    "inspect",
                    "--format={{.HostConfig.CpuQuota}}/{{.HostConfig.CpuPeriod}}",
                    "many"))
        .isEqualTo("100000/1000");
  }
}
