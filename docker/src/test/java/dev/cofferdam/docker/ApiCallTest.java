package dev.cofferdam.docker;

import static dev.cofferdam.docker.Samples.V1_41;
import static dev.cofferdam.docker.Samples.get;
import static dev.cofferdam.docker.Samples.parse;
import static dev.cofferdam.docker.Samples.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiCallTest {
  private static void refused(String method, String target, String because) {
    assertThatThrownBy(() -> parse(method, target))
        .isInstanceOfSatisfying(
            BadRequest.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .isNotInstanceOf(UnknownRoute.class)
        .hasMessageContaining(because);
  }

  private static void unknown(String method, String target) {
    assertThatThrownBy(() -> parse(method, target))
        .isInstanceOfSatisfying(
            UnknownRoute.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
  }

  @Nested
  class Meaning {
    @Test
    void a_call_tells_operation_version_argument_and_query() {
      ApiCall call = post("/v1.41/containers/web-1/stop?t=10&signal=SIGTERM");
      assertThat(call.operation()).isEqualTo(Operation.CONTAINER_STOP);
      assertThat(call.version()).contains(V1_41);
      assertThat(call.argument("id")).isEqualTo("web-1");
      assertThat(call.subject()).contains("web-1");
      assertThat(call.query().number("t")).hasValue(10);
      assertThat(call.query().text("signal")).contains("SIGTERM");
    }

    @Test
    void no_version_means_the_engines_own_and_is_written_out() {
      ApiCall call = get("/containers/json?all=true");
      assertThat(call.version()).isEmpty();
      assertThat(call.target(V1_41)).isEqualTo("/v1.41/containers/json?all=1");
      assertThat(call).hasToString("GET /containers/json?all=1");
    }

    @Test
    void an_id_goes_where_a_name_was() {
      ApiCall call = post("/v1.41/containers/web-1/kill").withArgument("id", Samples.ID);
      assertThat(call.target(V1_41)).isEqualTo("/v1.41/containers/" + Samples.ID + "/kill");
      assertThatThrownBy(() -> call.withArgument("id", "a/b")).isInstanceOf(BadRequest.class);
      assertThatThrownBy(() -> call.withArgument("name", "x"))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_parameter_is_replaced_not_appended() {
      ApiCall call = get("/v1.41/containers/json?filters=%7B%22id%22%3A%5B%22a%22%5D%7D&all=1");
      assertThat(call.withQuery("filters", "{\"name\":[\"b\"]}").target(V1_41))
          .isEqualTo("/v1.41/containers/json?all=1&filters=%7B%22name%22:%7B%22b%22:true%7D%7D");
      assertThat(call.withQuery("filters", "").target(V1_41))
          .isEqualTo("/v1.41/containers/json?all=1");
    }

    @Test
    void creating_an_image_is_a_pull_or_an_import() {
      assertThat(post("/images/create?fromImage=a").operation()).isEqualTo(Operation.IMAGE_PULL);
      assertThat(post("/images/create?fromSrc=-").operation()).isEqualTo(Operation.IMAGE_IMPORT);
      assertThat(post("/images/create?fromImage=&fromSrc=-").operation())
          .isEqualTo(Operation.IMAGE_IMPORT);
      refused("POST", "/images/create?fromImage=a&fromSrc=-", "not both");
    }

    @Test
    void head_is_served_where_the_engine_serves_it() {
      assertThat(parse("HEAD", "/_ping").operation()).isEqualTo(Operation.SYSTEM_PING);
      assertThat(parse("HEAD", "/containers/a/archive?path=/etc").operation())
          .isEqualTo(Operation.CONTAINER_ARCHIVE_STAT);
      unknown("HEAD", "/containers/json");
    }

    @Test
    void options_and_debug_have_no_version() {
      assertThat(parse("OPTIONS", "*").target(V1_41)).isEqualTo("*");
      assertThat(get("/debug/pprof/").target(V1_41)).isEqualTo("/debug/pprof/");
      assertThat(get("/debug/pprof/heap?debug=1").target(V1_41))
          .isEqualTo("/debug/pprof/heap?debug=1");
      unknown("GET", "/v1.41/debug/vars");
      unknown("OPTIONS", "/*");
      unknown("OPTIONS", "/containers/json");
      refused("GET", "*", "begins with /");
    }

    @Test
    void asking_for_what_the_route_does_not_have_is_a_mistake() {
      Query query = get("/containers/json?all=1").query();
      assertThatThrownBy(() -> query.text("name")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> query.flag("limit")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> query.number("all")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Greedy {
    @ParameterizedTest
    @CsvSource({
      "GET,/images/json,image.list,",
      "GET,/images/json/json,image.inspect,json",
      "GET,/images/a/b/json,image.inspect,a/b",
      "GET,/images/json/json/json,image.inspect,json/json",
      "GET,/images/get,image.save,",
      "GET,/images/get/get,image.save,get",
      "GET,/images/a/json/get,image.save,a/json",
      "GET,/images/search/history,image.history,search",
      "GET,/images/a/get/history,image.history,a/get",
      "GET,/images/localhost:5000/a:1/json,image.inspect,localhost:5000/a:1",
      "POST,/images/load/push,image.push,load",
      "POST,/images/a/tag/push,image.push,a/tag",
      "POST,/images/create/tag,image.tag,create",
      "DELETE,/images/a/json,image.remove,a/json",
      "DELETE,/images/json,image.remove,json",
      "GET,/plugins/privileges,plugin.privileges,",
      "GET,/plugins/privileges/json,plugin.inspect,privileges",
      "POST,/plugins/pull/enable,plugin.enable,pull",
      "GET,/distribution/a/json/json,distribution.inspect,a/json",
      "POST,/containers/create/start,container.start,create",
      "POST,/networks/create/connect,network.connect,create"
    })
    void the_same_route_as_the_engines_router(
        String method, String target, String operation, String subject) {
      ApiCall call = parse(method, target);
      assertThat(call.operation().id()).isEqualTo(operation);
      assertThat(call.subject()).isEqualTo(Optional.ofNullable(subject));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/images/UPPER/json",
          "/images/a%20b/json",
          "/images/-a/json",
          "/images/a:b:c/json",
          "/images/a@sha256:1/json",
          "/images/%2a/json"
        })
    void a_name_that_is_no_reference_is_refused(String target) {
      refused("GET", target, "is no valid {name}");
    }

    @Test
    void a_containers_name_has_no_slash_though_the_engine_would_route_it() {
      unknown("POST", "/containers/a/b/start");
      unknown("GET", "/containers/a/exec/json");
      unknown("DELETE", "/containers/a/b");
    }

    @Test
    void an_exec_is_named_by_its_full_id() {
      assertThat(get("/exec/" + Samples.ID + "/json").subject()).contains(Samples.ID);
      refused("GET", "/exec/abc/json", "is no valid {id}");
    }
  }

  @Nested
  class Paths {
    @Test
    void escapes_are_decoded_once_and_not_written_again() {
      assertThat(post("/%76%31.41/%63ontainers/create").target(V1_41))
          .isEqualTo("/v1.41/containers/create");
      refused("GET", "/containers/%2561/json", "the path has `%25`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images/team%2Fapp%2fx/json", "/v1.41/distribution/team%2Fapp/json"})
    void a_slash_in_the_name_of_an_image_may_be_escaped_and_goes_on_plain(String target) {
      assertThat(ApiCall.parse("GET", target, Samples.ACCEPTED))
          .isEqualTo(ApiCall.parse("GET", target.replaceAll("(?i)%2f", "/"), Samples.ACCEPTED));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/images%2Fjson",
          "/v1.41%2Fimages/json",
          "/images/a%2F..%2Fjson",
          "/images/a%2F%2Fb/json",
          "/images/a%252Fb/json",
          "//containers/json",
          "/v1.41//containers/json",
          "/containers//json",
          "/containers/json//",
          "/./containers/json",
          "/containers/../info",
          "/containers/%2e%2e/info",
          "/containers/%2E/json",
          "/..",
          "/containers%2Fcreate",
          "/containers%2fcreate",
          "/containers%5cjson",
          "/containers\\json",
          "/containers/a%00/json",
          "/containers/a%0d%0a/json",
          "/containers/a%7f/json",
          "/containers/%c3%a4/json",
          "/containers/%c3/json",
          "/containers/ä/json",
          "/containers/a b/json",
          "/containers/a%/json",
          "/containers/a%4",
          "/containers/a%zz/json",
          "/containers/json#x",
          "http://docker/containers/json",
          "docker:2375",
          "",
          "containers/json"
        })
    void what_is_not_written_plainly_is_refused(String target) {
      refused("GET", target, "");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"CONNECT", "get", "Get", "PATCH", "TRACE", "PRI", "", "GET ", "post", "ｇet"})
    void a_method_that_the_api_does_not_have_is_refused(String method) {
      refused(method, "/containers/json", "has no method");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/",
          "/containers",
          "/containers/json/",
          "/v1.41",
          "/v1.41/",
          "/v1.41/v1.41/info",
          "/version/x",
          "/images//",
          "/containers/ps",
          "/debug",
          "/metrics"
        })
    void what_the_table_does_not_list_is_unknown(String target) {
      if (target.equals("/images//")) {
        refused("GET", target, "//");
      } else {
        unknown("GET", target);
      }
    }

    @Test
    void a_target_without_end_is_refused() {
      String target = "/containers/json?filters=" + "a".repeat(RequestTarget.LONGEST);
      assertThatThrownBy(() -> get(target))
          .isInstanceOfSatisfying(
              BadRequest.class, refusal -> assertThat(refusal.status()).isEqualTo(414));
    }

    @Test
    void a_refusal_shows_what_came_in_printable_and_short() {
      assertThatThrownBy(() -> get("/" + "x".repeat(500) + "%60"))
          .hasMessageMatching("[ -~…]{1,120}");
    }
  }

  @Nested
  class Versions {
    @ParameterizedTest
    @ValueSource(
        strings = {"v001.041", "v1.041", "v1.41.0", "v1.41.", "v1", "v1.", "v.1", "v2.0", "v1.4a"})
    void a_version_is_written_in_one_way_only(String version) {
      refused("GET", "/" + version + "/info", "is no API version");
    }

    @Test
    void a_version_out_of_range_is_refused_with_the_range() {
      refused("GET", "/v1.23/info", "client version 1.23 is too old: versions from 1.24 to 1.56");
      refused("GET", "/v1.57/info", "client version 1.57 is too new");
      assertThat(get("/v1.24/info").version()).contains(Samples.V1_24);
      assertThat(get("/v1.56/info").version()).contains(Samples.V1_56);
    }

    @Test
    void versions_compare_by_number() {
      assertThat(new ApiVersion(1, 9)).isLessThan(new ApiVersion(1, 24));
      assertThat(new ApiVersion(1, 41).isAtLeast(new ApiVersion(1, 41))).isTrue();
      assertThat(ApiVersion.of("1.0")).contains(new ApiVersion(1, 0));
      assertThatThrownBy(() -> new ApiVersion.Range(Samples.V1_56, Samples.V1_24))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class RoundTrips {
    @Test
    void what_is_written_reads_as_what_was_read() {
      Random random = new Random(20261);
      for (int round = 0; round < 200; round++) {
        for (Route route : Routes.all()) {
          String target = Samples.target(route, random);
          ApiCall call = parse(route.method().name(), target);
          assertThat(call.route()).as(target).isSameAs(route);
          RoundTrip.check(call);
        }
      }
    }

    @Test
    void a_changed_character_is_refused_or_still_round_trips() {
      Random random = new Random(20262);
      String alphabet = "/.%2fFeE0?&=;+\\ \0é:@vV1{}*#a";
      int accepted = 0;
      for (int round = 0; round < 100; round++) {
        for (Route route : Routes.all()) {
          StringBuilder target = new StringBuilder(Samples.target(route, random));
          char c = alphabet.charAt(random.nextInt(alphabet.length()));
          target.setCharAt(random.nextInt(target.length()), c);
          accepted += RoundTrip.attempt(route.method().name(), target.toString()) ? 1 : 0;
        }
      }
      assertThat(accepted).isBetween(500, 11_300);
    }
  }
}
