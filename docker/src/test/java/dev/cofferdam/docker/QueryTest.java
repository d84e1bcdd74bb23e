package dev.cofferdam.docker;

import static dev.cofferdam.docker.Samples.V1_41;
import static dev.cofferdam.docker.Samples.get;
import static dev.cofferdam.docker.Samples.parse;
import static dev.cofferdam.docker.Samples.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTest {
  private static void refused(String target, String because) {
    assertThatThrownBy(() -> post(target))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining(because);
  }

  @Test
  void an_unknown_parameter_is_refused_by_name() {
    refused(
        "/containers/create?nmae=a",
        "POST /containers/create has no query parameter `nmae`: leave it out");
    refused("/containers/create?Name=a", "`Name`");
    refused("/containers/a/pause?x", "`x`");
  }

  @Test
  void a_repeated_scalar_is_refused() {
    refused("/containers/a/kill?signal=a&signal=a", "`signal` is given more than once");
    refused("/containers/a/kill?signal=&signal=a", "more than once");
    refused("/containers/a/kill?signal=a&%73ignal=b", "more than once");
  }

  @Test
  void a_list_keeps_its_order() {
    ApiCall call = post("/build?t=a&q=1&t=b&t=");
    assertThat(call.query().texts("t")).containsExactly("a", "b");
    assertThat(call.target(V1_41)).isEqualTo("/v1.41/build?t=a&t=b&q=1");
    assertThatThrownBy(() -> call.query().text("t")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "no", "No", "false", "FALSE", "none", "NONE", "+0+", "%09no", "%C2%A00"})
  void these_are_false(String value) {
    ApiCall call = get("/containers/json?all=" + value);
    assertThat(call.query().flag("all", true)).isFalse();
    assertThat(call.target(V1_41)).endsWith("?all=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "yes", "off", "f", "2", "00", "nope", "%E2%80%8B0"})
  void everything_else_is_true(String value) {
    ApiCall call = get("/containers/json?all=" + value);
    assertThat(call.query().flag("all")).isTrue();
    assertThat(call.target(V1_41)).endsWith("?all=1");
  }

  @Test
  void an_absent_flag_is_what_the_caller_says() {
    Query query = get("/containers/a/stats").query();
    assertThat(query.flag("stream", true)).isTrue();
    assertThat(query.flag("stream")).isFalse();
  }

  @Test
  void an_empty_rm_of_a_build_keeps_the_engines_default() {
    assertThat(post("/build?rm=").target(V1_41)).isEqualTo("/v1.41/build");
    assertThat(post("/build?rm=0").target(V1_41)).isEqualTo("/v1.41/build?rm=0");
  }

  @Test
  void where_the_engine_asks_for_a_go_boolean_nothing_else_is_taken() {
    assertThat(get("/networks/n?verbose=T").target(V1_41)).endsWith("?verbose=1");
    assertThat(get("/networks/n?verbose=f").target(V1_41)).endsWith("?verbose=0");
    assertThat(get("/networks/n?verbose=").target(V1_41)).endsWith("/n");
    assertThatThrownBy(() -> get("/networks/n?verbose=yes"))
        .hasMessageContaining("has to be true or false, not `yes`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "1x",
        "0x1",
        "-",
        "--1",
        "01",
        "-0",
        "%2B1",
        "1.5",
        "1e3",
        "+1",
        "%D9%A1",
        "9223372036854775808",
        "99999999999999999999"
      })
  void a_number_is_a_plain_decimal_of_64_bits(String value) {
    refused("/containers/a/stop?t=" + value, "query parameter `t` has to");
  }

  @Test
  void numbers_reach_both_ends() {
    assertThat(post("/build?memory=-9223372036854775808").query().number("memory"))
        .hasValue(Long.MIN_VALUE);
    assertThat(post("/build?memory=9223372036854775807").query().number("memory"))
        .hasValue(Long.MAX_VALUE);
    assertThat(post("/build?memory=").query().number("memory")).isEmpty();
  }

  @Test
  void a_value_is_decoded_once_and_escaped_again() {
    ApiCall call = get("/containers/a/archive?path=%2Fetc%2F%252e+x%26y");
    assertThat(call.query().text("path")).contains("/etc/%2e x&y");
    assertThat(call.target(V1_41)).endsWith("?path=/etc/%252e%20x%26y");
  }

  @Test
  void text_is_utf_8() {
    assertThat(post("/commit?author=%C3%A4%F0%9F%98%80").query().text("author")).contains("ä😀");
    refused("/commit?author=%C3", "not valid UTF-8");
    refused("/commit?author=%ED%A0%80", "not valid UTF-8");
    refused("/commit?author=%C0%AF", "not valid UTF-8");
  }

  @Test
  void lines_may_break_but_other_control_characters_are_refused() {
    assertThat(post("/commit?comment=a%0Ab%09").target(V1_41)).endsWith("?comment=a%0Ab%09");
    refused("/commit?comment=%00", "control character");
    refused("/commit?comment=%1b", "control character");
    refused("/commit?%00=a", "control character");
  }

  @Test
  void a_semicolon_is_not_taken_for_a_separator() {
    refused("/containers/create?name=a;platform=b", "; in it");
    assertThat(post("/commit?comment=a%3Bb").query().text("comment")).contains("a;b");
  }

  @Test
  void empty_pairs_and_an_empty_query_say_nothing() {
    assertThat(get("/containers/json?").target(V1_41)).isEqualTo("/v1.41/containers/json");
    assertThat(get("/containers/json?&&all=1&").target(V1_41)).endsWith("/json?all=1");
    assertThat(get("/containers/json?all").query().flag("all", true)).isFalse();
    refused("/containers/create?=a", "has no query parameter ``");
  }

  @Test
  void a_question_mark_in_a_value_is_part_of_it() {
    assertThat(post("/plugins/pull?remote=a?b").query().text("remote")).contains("a?b");
  }

  @Test
  void a_new_name_loses_its_slash_and_may_not_look_like_an_id() {
    assertThat(post("/containers/create?name=/web-1").target(V1_41)).endsWith("?name=web-1");
    refused("/containers/create?name=0123456789ab", "another container's id");
    refused("/containers/a/rename?name=a/b", "is refused");
  }

  @Test
  void one_of_few_words_is_written_exactly() {
    assertThat(post("/services/s/update?rollback=previous&registryAuthFrom=").target(V1_41))
        .endsWith("/update?rollback=previous");
    refused("/services/s/update?rollback=Previous", "one of none, previous");
    refused("/services/s/update?registryAuthFrom=other", "one of previous-spec, spec");
  }

  @Test
  void the_value_of_a_text_is_not_repeated_in_a_refusal() {
    assertThatThrownBy(() -> parse("POST", "/build?buildargs=secret&buildargs=secret"))
        .isInstanceOf(BadRequest.class)
        .hasMessageNotContaining("secret");
  }
}
