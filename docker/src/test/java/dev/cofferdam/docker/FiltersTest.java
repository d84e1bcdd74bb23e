package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiltersTest {
  private static Filters parse(String text) {
    return Filters.parse(Optional.of(text));
  }

  @Test
  void both_forms_mean_the_same() {
    assertThat(parse("{\"label\":[\"a=b\",\"c\"]}"))
        .isEqualTo(parse("{\"label\":{\"a=b\":true,\"c\":true}}"));
    assertThat(parse("{\"label\":[\"a=ü\"]}").of("label")).containsExactly("a=ü");
  }

  @Test
  void one_more_value_joins_those_of_the_client() {
    assertThat(parse("{\"label\":[\"a\"],\"until\":[\"1h\"]}").and("label", "b=c").write())
        .isEqualTo("{\"label\":{\"a\":true,\"b=c\":true},\"until\":{\"1h\":true}}");
    assertThat(Filters.parse(Optional.empty()).and("label", "x").write())
        .isEqualTo("{\"label\":{\"x\":true}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{",
        "{} {}",
        "{\"a\":1}",
        "{\"a\":[1]}",
        "{\"a\":{\"b\":false}}",
        "{\"a\":{\"b\":true,\"b\":true}}",
        "{\"a\":[\"x\"],\"a\":[\"y\"]}",
      })
  void what_can_be_understood_in_two_ways_or_none_is_refused(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("`filters`");
  }

  @FuzzTest
  void filters_are_refused_or_written_with_the_same_meaning(byte[] bytes) {
    try {
      Filters filters = parse(new String(bytes, StandardCharsets.UTF_8));
      assertThat(parse(filters.write())).isEqualTo(filters);
    } catch (BadRequest refused) {
      assertThat(refused.message()).startsWith("query parameter `filters`");
    }
  }
}
