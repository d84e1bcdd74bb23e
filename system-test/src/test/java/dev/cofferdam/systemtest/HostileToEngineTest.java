package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The hostile requests at the engine itself, without the gateway: those that are marked as seen do
 * happen there, or {@link HostileTest} would prove nothing.
 */
@OnSite
class HostileToEngineTest {
  private final Engine engine;

  HostileToEngineTest(Site site) {
    this.engine = site.engine();
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @ParameterizedTest
  @MethodSource("dev.cofferdam.systemtest.HostileRequests#all")
  void happens_there_where_it_is_marked_as_seen(Hostile hostile) {
    RawHttp.Answer answer = RawHttp.exchange(engine.socket(), hostile.bytes());
    String containers = engine.docker().orFail("ps", "--all", "--format={{.Names}}");
    if (engine.isVersion("20.10.")) {
      assertThat(!containers.isEmpty()).as("%s", answer).isEqualTo(hostile.seen());
    } else {
      assertThat(RawHttp.request(engine.socket(), "GET", "/_ping").status()).isEqualTo(200);
    }
  }
}
