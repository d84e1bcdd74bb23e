package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A service is a way to have containers made: what it asks for beyond an ordinary one the engine
 * gives to whoever asks, and the gateway to those who may.
 */
@Tag("C18")
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwarmEscalationTest {
  private static final String CREATE = "/v1.41/services/create";

  private final Swarm swarm;
  private final Gateway baseline;
  private final Gateway everything;
  private String secret = "";

  SwarmEscalationTest(Site site) {
    this.swarm = Swarm.start(site.newHome("swarm"));
    this.baseline =
        Gateway.start(site.newHome("gateway"), swarm.socket(), Policies.everyOperation("baseline"));
    this.everything =
        Gateway.start(site.newHome("gateway"), swarm.socket(), Policies.everythingForRoot());
  }

  @BeforeAll
  void prepare() {
    RawHttp.Answer made =
        RawHttp.request(
            swarm.socket(),
            "POST",
            "/v1.41/secrets/create",
            "{\"Name\":\"others\",\"Data\":\"dG9wc2VjcmV0\"}");
    assertThat(made.status()).isEqualTo(201);
    secret = Json.text(Json.object(made.body()), "ID");
  }

  @AfterAll
  void stop() {
    try (swarm;
        baseline) {
      everything.close();
    }
  }

  @AfterEach
  void clear() {
    swarm.remove("hostile");
  }

  private static String service(String container, String beside) {
    return "{\"Name\":\"hostile\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"foobar\","
        + "\"Args\":[\"sleep\",\"1000\"],\"StopGracePeriod\":1000000"
        + container
        + "}}"
        + beside
        + "}";
  }

  private String prepared(String text) {
    String host = Json.text(swarm.inspect("/networks/host?scope=swarm"), "Id");
    return text.replace('\'', '"').replace("$SECRET", secret).replace("$HOST", host);
  }

  /**
   * Fields of ContainerSpec, fields of the service, the privilege on record, and where the engine's
   * own container shows it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ,'Mounts':[{'Type':'bind','Source':'/etc','Target':'/x'}] | ~~ | mount:/etc:rw | HostConfig.Mounts | Source=/etc
          ,'Mounts':[{'Type':'bind','Source':'/{{`etc`}}','Target':'/x'}] | ~~ | mount-template: | HostConfig.Mounts | Source=/etc
          ,'Mounts':[{'Type':'volume','Source':'hostile','Target':'/x','VolumeOptions':{'DriverConfig':{'Name':'local','Options':{'type':'none','o':'bind','device':'/etc'}}}}] | ~~ | volume-options:device,o,type | HostConfig.Mounts | device=/etc
          ,'CapabilityAdd':['CAP_SYS_ADMIN'] | ~~ | cap:SYS_ADMIN | HostConfig.CapAdd | CAP_SYS_ADMIN
          ,'Sysctls':{'net.ipv4.ip_forward':'1'} | ~~ | sysctl:net.ipv4.ip_forward | HostConfig.Sysctls | net.ipv4.ip_forward
          ,'Privileges':{'SELinuxContext':{'Disable':true}} | ~~ | label:disable | HostConfig.SecurityOpt | label=disable
          ,'Secrets':[{'File':{'Name':'s','UID':'0','GID':'0','Mode':292},'SecretID':'$SECRET','SecretName':'others'}] | ~~ | secret:others | Config.Image | foobar
          ~~ | ,'Networks':[{'Target':'host'}] | namespace:network=host | HostConfig.NetworkMode | host
          ~~ | ,'Networks':[{'Target':'$HOST'}] | namespace:network=host | HostConfig.NetworkMode | host
          ~~ | ,'EndpointSpec':{'Ports':[{'Protocol':'tcp','TargetPort':80,'PublishedPort':8080,'PublishMode':'host'}]} | publish:0.0.0.0:8080/tcp | HostConfig.PortBindings | 8080
          """)
  void is_given_by_the_engine_and_by_the_gateway_to_those_who_may(
      String container, String beside, String privilege, String path, String piece) {
    String body = prepared(service(container, beside));
    RawHttp.Answer direct = RawHttp.request(swarm.socket(), "POST", CREATE, body);
    assertThat(direct.status()).as("at the engine: %s", direct).isEqualTo(201);
    assertThat(Json.text(swarm.container("hostile"), path)).contains(piece);
    swarm.remove("hostile");

    Trail.Since since = baseline.trail().mark();
    RawHttp.Answer guarded = RawHttp.request(baseline.socket(), "POST", CREATE, body);
    assertThat(guarded.status()).as("at the gateway: %s", guarded).isEqualTo(403);
    assertThat(swarm.exists("hostile")).isFalse();
    assertThat(since.decision("service.create").list("privileges"))
        .anySatisfy(name -> assertThat(name).startsWith(privilege));

    RawHttp.Answer allowed = RawHttp.request(everything.socket(), "POST", CREATE, body);
    assertThat(allowed.status()).as("for who may: %s", allowed).isEqualTo(201);
    assertThat(Json.text(swarm.container("hostile"), path)).contains(piece);
  }

  @Test
  void a_secret_by_another_name_than_its_own_is_refused() {
    String body =
        prepared(
            service(
                ",'Secrets':[{'File':{'Name':'s','UID':'0','GID':'0','Mode':292},"
                    + "'SecretID':'$SECRET','SecretName':'harmless'}]",
                ""));
    RawHttp.Answer refused = RawHttp.request(everything.socket(), "POST", CREATE, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("is not called harmless");
  }

  /** To roll back is to ask for what the service was, whatever the body says. */
  @Test
  void what_a_service_was_before_counts_when_it_is_rolled_back() {
    String capable = service(",\"CapabilityAdd\":[\"CAP_SYS_ADMIN\"]", "");
    assertThat(RawHttp.request(swarm.socket(), "POST", CREATE, capable).status()).isEqualTo(201);
    assertThat(update(swarm.socket(), "").status()).isEqualTo(200);

    RawHttp.Answer refused = update(baseline.socket(), "&rollback=previous");
    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(spec()).doesNotContain("CAP_SYS_ADMIN");

    RawHttp.Answer allowed = update(everything.socket(), "&rollback=previous");
    assertThat(allowed.status()).as("%s", allowed).isEqualTo(200);
    assertThat(spec()).contains("CAP_SYS_ADMIN");
  }

  private RawHttp.Answer update(Path socket, String query) {
    String version = Json.text(swarm.inspect("/services/hostile"), "Version.Index");
    return RawHttp.request(
        socket,
        "POST",
        "/v1.41/services/hostile/update?version=" + version + query,
        service("", ""));
  }

  private String spec() {
    return Json.text(swarm.inspect("/services/hostile"), "Spec");
  }
}
