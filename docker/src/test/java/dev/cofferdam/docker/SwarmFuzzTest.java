package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.function.Function;

/** Bodies of a swarm and of plugins: refused as malformed, or the same when written again. */
class SwarmFuzzTest {
  private static final Map<String, String> OWNER = Map.of(Resource.OWNER_LABEL, "me");

  private static void stable(byte[] body, Function<byte[], ? extends RequestDocument> parse) {
    RequestDocument document;
    try {
      document = parse.apply(body);
    } catch (MalformedBody e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    RequestDocument again = parse.apply(document.write());
    assertThat(again).isEqualTo(document);
    assertThat(again.write()).isEqualTo(document.write());
    assertThat(again.privileges(HostFacts.standard()))
        .isEqualTo(document.privileges(HostFacts.standard()));
    assertThat(again.references()).isEqualTo(document.references());
  }

  @FuzzTest
  void a_service_is_refused_or_keeps_its_privileges_when_written(byte[] body) {
    stable(body, ServiceSpec::parse);
  }

  /** Whatever a client sends back, the owner is who it was. */
  @FuzzTest
  void an_update_of_a_service_is_refused_or_keeps_the_owner(byte[] body) {
    stable(body, SpecUpdate::service);
    SpecUpdate kept;
    try {
      kept = SpecUpdate.service(body).keeping(OWNER);
    } catch (MalformedBody e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    ServiceSpec written = ServiceSpec.changed(kept.write());
    assertThat(written.owner()).contains("me");
    assertThat(written.reserved())
        .isNotEmpty()
        .allSatisfy(label -> {
          assertThat(label.key()).isEqualTo(Resource.OWNER_LABEL);
          assertThat(label.value()).isEqualTo("me");
        });
  }

  @FuzzTest
  void a_secret_is_refused_or_the_same_when_written(byte[] body) {
    stable(body, StoredSpec::secret);
    stable(body, SpecUpdate::secret);
  }

  @FuzzTest
  void a_config_is_refused_or_the_same_when_written(byte[] body) {
    stable(body, StoredSpec::config);
    stable(body, SpecUpdate::config);
  }

  @FuzzTest
  void a_swarm_is_refused_or_the_same_when_written(byte[] body) {
    stable(body, SwarmBody::init);
    stable(body, SwarmBody::join);
    stable(body, SwarmBody::update);
    stable(body, SwarmBody::unlock);
    stable(body, SwarmBody::node);
  }

  @FuzzTest
  void what_a_plugin_is_given_is_refused_or_the_same_when_written(byte[] body) {
    stable(body, PluginPrivileges::parse);
    stable(body, PluginSettings::parse);
  }
}
