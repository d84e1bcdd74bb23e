package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoutesTest {
  @Test
  void the_table_has_118_routes_108_documented_and_ten_that_are_not() {
    assertThat(Routes.all()).hasSize(118);
    assertThat(Routes.all())
        .extracting(Route::toString)
        .doesNotHaveDuplicates()
        .contains(
            "POST /grpc",
            "POST /build/cancel",
            "GET /containers/{id}/checkpoints",
            "POST /containers/{id}/checkpoints",
            "DELETE /containers/{id}/checkpoints/{checkpoint}",
            "POST /containers/{id}/copy",
            "OPTIONS *",
            "GET /debug/vars",
            "GET /debug/pprof/",
            "GET /debug/pprof/{profile}");
  }

  @Test
  void every_operation_but_seeing_secrets_is_reachable_by_a_request() {
    Set<Operation> reached = EnumSet.noneOf(Operation.class);
    for (Route route : Routes.all()) {
      reached.add(Samples.parse(route.method().name(), Samples.path(route)).operation());
    }
    reached.add(Samples.parse("POST", "/images/create?fromImage=foobar").operation());
    reached.add(Operation.SECRETS_READ);
    assertThat(reached).containsExactlyInAnyOrder(Operation.values());
  }

  @Test
  void every_template_leads_to_its_own_route() {
    for (Route route : Routes.all()) {
      assertThat(Samples.parse(route.method().name(), Samples.path(route)).route()).isSameAs(route);
    }
  }

  @Test
  void only_routes_with_a_subject_or_a_profile_have_arguments() {
    for (Route route : Routes.all()) {
      boolean names = route.subject() != Subject.NONE || route.template().contains("{profile}");
      assertThat(route.arguments().isEmpty()).as(route.toString()).isEqualTo(!names);
    }
  }

  @Test
  void no_route_has_a_parameter_twice() {
    for (Route route : Routes.all()) {
      List<String> names = route.parameters().stream().map(Parameter::name).toList();
      assertThat(new HashSet<>(names)).as(route.toString()).hasSameSizeAs(names);
    }
  }

  @Test
  void the_engine_takes_a_connection_over_on_five_routes_only() {
    assertThat(Routes.all())
        .filteredOn(route -> route.takeover() != Takeover.NEVER)
        .extracting(Route::toString)
        .containsExactlyInAnyOrder(
            "POST /containers/{id}/attach",
            "GET /containers/{id}/attach/ws",
            "POST /exec/{id}/start",
            "POST /session",
            "POST /grpc");
  }

  @Test
  void a_read_never_has_a_body() {
    assertThat(Routes.all())
        .filteredOn(route ->
            route.method() == Route.Method.GET
                || route.method() == Route.Method.HEAD
                || route.method() == Route.Method.DELETE)
        .allSatisfy(route -> assertThat(route.body()).isEqualTo(Body.NONE));
  }

  @Test
  void every_json_body_has_a_model_and_nothing_else_has() {
    assertThat(Routes.all())
        .filteredOn(route -> route.body() == Body.JSON || route.body() == Body.JSON_OR_NONE)
        .extracting(Route::operation)
        .containsExactlyInAnyOrderElementsOf(RequestDocuments.operations());
  }

  @Test
  void forms_are_accepted_nowhere() {
    for (Body body : Body.values()) {
      assertThat(body.accepts("application/x-www-form-urlencoded")).isFalse();
      assertThat(body.accepts("multipart/form-data; boundary=x")).isFalse();
      assertThat(body.accepts("Multipart/Mixed")).isFalse();
      assertThat(body.accepts("")).isFalse();
    }
  }

  @Test
  void json_may_be_declared_with_a_charset_and_in_any_case() {
    assertThat(Body.JSON.accepts("application/json; charset=utf-8")).isTrue();
    assertThat(Body.JSON.accepts("Application/JSON")).isTrue();
    assertThat(Body.JSON.accepts("text/plain")).isFalse();
    assertThat(Body.TAR.accepts("application/x-tar")).isTrue();
  }

  @Test
  void two_routes_for_one_path_are_a_mistake_in_the_table() {
    Route one = Route.get("/images/{name}/json", Operation.IMAGE_INSPECT).on(Subject.IMAGE);
    Route same = Route.get("/images/{id}/json", Operation.IMAGE_HISTORY).on(Subject.IMAGE);
    assertThatThrownBy(() -> new RouteIndex(List.of(one, same)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("are the same");
    Route plain = Route.get("/nodes/{id}", Operation.NODE_INSPECT).on(Subject.NODE);
    assertThatThrownBy(() -> new RouteIndex(List.of(plain, plain)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
