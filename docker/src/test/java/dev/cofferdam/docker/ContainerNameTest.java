package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"web-1", "a", "db", "db01", "cafe", "facade", "A.b_c-", "0123456789abg"})
  void an_ordinary_name_is_taken(String name) {
    assertThat(new ContainerName(name).text()).isEqualTo(name);
  }

  @Test
  void the_leading_slash_of_old_clients_is_dropped_once() {
    assertThat(new ContainerName("/web-1")).isEqualTo(new ContainerName("web-1"));
    assertThatThrownBy(() -> new ContainerName("//web-1")).isInstanceOf(BadRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "-a", ".a", "_a", "a/b", "a b", "ä", "a\n", "a%41"})
  void what_breaks_the_grammar_is_refused(String name) {
    assertThatThrownBy(() -> new ContainerName(name))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("letters and digits");
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 12, 13, 63, 64})
  void seven_to_64_hexadecimal_digits_are_refused(int length) {
    String name = "0123456789abcdef".repeat(5).substring(0, length);
    assertThatThrownBy(() -> new ContainerName("/" + name))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("another container's id");
    assertThat(new ContainerName(name.substring(0, length - 1) + "g")).isNotNull();
  }

  @Test
  void longer_than_an_id_or_in_upper_case_no_id_begins_with_it() {
    assertThat(new ContainerName("a".repeat(65)).hides("a".repeat(64))).isFalse();
    assertThat(new ContainerName("ABCDEF012345").hides("abcdef012345")).isFalse();
  }

  @Test
  void a_short_name_tells_which_ids_it_would_hide() {
    ContainerName name = new ContainerName("cafe");
    assertThat(name.hides("cafe" + "0".repeat(60))).isTrue();
    assertThat(name.hides("caf0" + "0".repeat(60))).isFalse();
    assertThat(new ContainerName("web").hides("web")).isFalse();
  }

  @Test
  void a_reference_is_a_name_or_an_id() {
    assertThat(new ContainerRef(Samples.ID).isFullId()).isTrue();
    assertThat(new ContainerRef("0123456789ab").isFullId()).isFalse();
    assertThat(new ContainerRef("web-1")).hasToString("web-1");
    assertThatThrownBy(() -> new ContainerRef("/web-1")).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> new ContainerRef("a".repeat(256))).isInstanceOf(BadRequest.class);
  }

  @Test
  void a_networks_name_may_have_single_spaces_inside() {
    assertThat(Subject.NETWORK.accepts("my net")).isTrue();
    assertThat(Subject.NETWORK.accepts("_net")).isTrue();
    assertThat(Subject.NETWORK.accepts("my  net")).isFalse();
    assertThat(Subject.NETWORK.accepts(" net")).isFalse();
    assertThat(Subject.NETWORK.accepts("net ")).isFalse();
    assertThat(Subject.NETWORK.accepts("")).isFalse();
    assertThat(Samples.get("/networks/my%20net").target(Samples.V1_41))
        .isEqualTo("/v1.41/networks/my%20net");
  }
}
