package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SubmountRulesTest {
  private static final List<String> POINTS =
      List.of("/", "/srv", "/srv/data", "/srv/data/disk", "/srv/database", "/etc/secret");

  private static List<Privilege> weighed(String binds, ApiVersion version) {
    References references = Bodies.host("'Binds':[" + binds + "]").references();
    return List.copyOf(SubmountRules.weigh(references, version, POINTS, HostFacts.standard()));
  }

  @Test
  void what_is_mounted_below_a_read_only_bind_is_writable_before_1_44() {
    assertThat(weighed("'/srv/data:/x:ro'", Samples.V1_41))
        .containsExactly(new Privilege("mount:/srv/data/disk:rw", Confinement.PRIVILEGED));
    assertThat(weighed("'/etc:/x:ro'", Samples.V1_41))
        .containsExactly(new Privilege("mount:/etc/secret:rw", Confinement.SUPER_PRIVILEGED));
    assertThat(weighed("'/:/x:ro'", Samples.V1_41)).hasSize(POINTS.size() - 1);
  }

  @Test
  void later_versions_make_it_read_only_as_well() {
    assertThat(weighed("'/srv/data:/x:ro'", new ApiVersion(1, 44))).isEmpty();
  }

  @Test
  void a_writable_bind_and_one_with_nothing_below_say_all_themselves() {
    assertThat(weighed("'/srv/data:/x'", Samples.V1_41)).isEmpty();
    assertThat(weighed("'/srv/data/disk:/x:ro'", Samples.V1_41)).isEmpty();
    assertThat(weighed("'volume:/x:ro'", Samples.V1_41)).isEmpty();
  }
}
