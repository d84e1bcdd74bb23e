package dev.cofferdam.docker;

import static dev.cofferdam.docker.Samples.V1_41;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammars that parameters have. */
class QueryParametersTest {
  private static ApiCall call(String method, String path, String parameter, String value) {
    StringBuilder target = new StringBuilder(path).append('?').append(parameter).append('=');
    Query.escape(value.replace('\'', '"'), target);
    return Samples.parse(method, target.toString());
  }

  private static String written(String method, String path, String parameter, String value) {
    return call(method, path, parameter, value)
        .query()
        .text(parameter)
        .orElse("")
        .replace('"', '\'');
  }

  private static void refused(
      String method, String path, String parameter, String value, String because) {
    assertThatThrownBy(() -> call(method, path, parameter, value))
        .as("%s=%s", parameter, value)
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining(because);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'label':['a=b']}", "{ 'label': {'a=b':true} }"})
  void both_forms_of_filters_are_written_as_one(String filters) {
    assertThat(written("POST", "/containers/prune", "filters", filters))
        .isEqualTo("{'label':{'a=b':true}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'label':['a'],'label':['b']} | given twice",
        "{'label':{'a':true,'a':true}} | once",
        "{'label':{'a':false}} | with true",
        "{'label':'a'} | a list of values or a set",
        "{'label':[1]} | strings",
        "{'Label':['a']} | has no filter `Label` here: there are label, label!, until",
        "{'name':['a']} | has no filter `name` here",
        "{'label':['a']}x | no JSON object",
        "[] | no JSON object",
        "x | no JSON object",
      })
  void a_filter_that_could_be_understood_in_two_ways_is_refused(String filters, String because) {
    refused("POST", "/containers/prune", "filters", filters, because);
  }

  @Test
  void filters_that_say_nothing_are_left_out() {
    assertThat(call("POST", "/containers/prune", "filters", "{}").target(V1_41))
        .isEqualTo("/v1.41/containers/prune");
  }

  @Test
  void the_arguments_of_a_build_keep_their_case_and_those_without_a_value() {
    assertThat(written("POST", "/build", "buildargs", "{'HTTP_PROXY':'a', 'http_proxy':null}"))
        .isEqualTo("{'HTTP_PROXY':'a','http_proxy':null}");
    refused("POST", "/build", "buildargs", "{'A':'secret','A':'b'}", "given twice");
    refused("POST", "/build", "buildargs", "{'A':['b']}", "strings or nulls");
    assertThat(written("POST", "/build", "buildargs", "null")).isEmpty();
  }

  @Test
  void a_build_sets_no_reserved_label() {
    refused("POST", "/build", "labels", "{'dev.cofferdam.owner':'x'}", "by Cofferdam alone");
    assertThat(written("POST", "/build", "labels", "{'a':'b'}")).isEqualTo("{'a':'b'}");
  }

  @Test
  void lists_of_a_build_are_written_in_one_way() {
    assertThat(written("POST", "/build", "ulimits", "[{'Soft':1,'Name':'core','Hard':2}]"))
        .isEqualTo("[{'Name':'core','Soft':1,'Hard':2}]");
    refused("POST", "/build", "ulimits", "[{'name':'core'}]", "write \"Name\"");
    assertThat(written("POST", "/build", "cachefrom", "[ 'a' ]")).isEqualTo("['a']");
    refused("POST", "/build", "cachefrom", "{'a':1}", "a list");
    refused("POST", "/build", "outputs", "[{'Type':'local','attrs':{}}]", "write \"Attrs\"");
  }

  @Test
  void a_platform_is_text_or_json() {
    assertThat(written("GET", "/images/foobar/json", "platform", "linux/arm64/v8"))
        .isEqualTo("linux/arm64/v8");
    assertThat(written("GET", "/images/foobar/json", "platform", "{'variant':'v8','os':'linux'}"))
        .isEqualTo("{'os':'linux','variant':'v8'}");
    refused("GET", "/images/foobar/json", "platform", "{'OS':'linux'}", "write \"os\"");
    refused("POST", "/containers/create", "platform", "../x y", "has to be a platform");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /images/create, fromImage, Foo, no image reference",
    "POST, /images/create, fromImage, a//b, no image reference",
    "POST, /images/create, tag, a b, a tag or a digest",
    "POST, /images/foobar/tag, repo, ../x, no image reference",
    "POST, /images/foobar/tag, tag, sha256:0, a tag",
    "POST, /images/foobar/push, tag, a/b, a tag",
    "POST, /build, t, a:b:c, no image reference",
    "GET, /images/get, names, A/b, an image's name or id",
    "POST, /commit, container, a/b, a container's name or id",
    "POST, /commit, changes, RUN rm -rf /, instructions of a Dockerfile",
    "POST, /commit, changes, LABEL Dev.Cofferdam.owner=x, by Cofferdam alone",
    "POST, /build, securityopt, seccomp={, seccomp must be",
    "GET, /events, since, yesterday, seconds since 1970",
    "GET, /containers/web/logs, until, 1e9, seconds since 1970",
    "GET, /containers/web/logs, tail, -n1, a number of lines",
    "POST, /containers/web/kill, signal, KILL;x, a signal",
    "POST, /containers/web/wait, condition, never, one of",
    "POST, /containers/web/resize, h, -1, without a sign",
    "POST, /containers/web/resize, h, 4294967296, without a sign",
    "POST, /containers/web/start, checkpoint, ../x, letters and digits",
    "POST, /containers/web/start, checkpoint-dir, x, an absolute path",
    "GET, /containers/json, since, a/b, a container's name or id",
  })
  void what_does_not_keep_its_grammar_is_refused(
      String method, String path, String parameter, String value, String because) {
    refused(method, path, parameter, value, because);
  }

  @Test
  void a_choice_says_what_there_is_to_choose() {
    refused("POST", "/build", "version", "3", "`version` has to be one of 1, 2, not `3`");
  }

  @Test
  void changes_are_the_clients_own_secrets_and_not_told() {
    assertThatThrownBy(() -> call("POST", "/commit", "changes", "ENVV TOKEN=secret"))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> call("POST", "/commit", "changes", "ENV A=b \\\nRUN x"))
        .isInstanceOf(BadRequest.class);
  }

  /** Whoever adds a parameter as mere text has to say so here. */
  @Test
  void only_these_parameters_are_any_text() {
    Set<String> plain = new TreeSet<>();
    for (Route route : Routes.all()) {
      for (Parameter parameter : route.parameters()) {
        if (parameter.type() == Parameter.Type.STRING
            || parameter.type() == Parameter.Type.STRINGS) {
          plain.add(parameter.name());
        }
      }
    }
    assertThat(plain)
        .containsExactly(
            "author",
            "buildid",
            "cgroupparent",
            "comment",
            "cpusetcpus",
            "cpusetmems",
            "detachKeys",
            "dockerfile",
            "extrahosts",
            "filter",
            "fromSrc",
            "id",
            "m",
            "message",
            "name",
            "networkmode",
            "path",
            "remote",
            "session",
            "target",
            "term",
            "type");
  }
}
