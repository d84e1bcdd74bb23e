package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FactsTest {
  private static final ApiVersion.Range VERSIONS =
      new ApiVersion.Range(new ApiVersion(1, 24), new ApiVersion(1, 56));

  private static RequestDocument body(Operation operation, String json) {
    return RequestDocuments.parse(operation, json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void a_value_has_the_type_of_its_fact(Fact fact) {
    RequestDocument create = body(Operation.CONTAINER_CREATE, "{\"Image\":\"foobar\"}");
    Class<?> type =
        switch (fact.type()) {
          case FLAG -> Boolean.class;
          case WHOLE -> Long.class;
          case REAL -> Double.class;
          case TEXT -> String.class;
          case TEXTS, WHOLES -> List.class;
          case TEXT_BY_NAME -> Map.class;
        };
    boolean said =
        switch (fact) {
          case DRIVER, INTERNAL, PLATFORM -> false;
          default -> true;
        };
    assertThat(create.fact(fact).isPresent()).isEqualTo(said);
    assertThat(create.fact(fact).map(Object::getClass).filter(type::isAssignableFrom).isPresent())
        .isEqualTo(said);
  }

  @Test
  void a_build_says_its_limits_in_the_query() {
    Facts facts =
        Facts.of(
            ApiCall.parse(
                "POST", "/v1.41/build?memory=1024&memswap=-1&cpuquota=50000&platform=x", VERSIONS));
    assertThat(facts.find(Fact.MEMORY)).contains(1024L);
    assertThat(facts.find(Fact.MEMORY_SWAP)).contains(Fact.UNLIMITED);
    assertThat(facts.find(Fact.CPUS)).contains(0.5);
    assertThat(facts.find(Fact.PLATFORM)).contains("x");
    assertThat(facts.find(Fact.LABELS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"8080, 1", "8080-8083, 4", "0-65535, 1025", "'', 1", "90-80, 1"})
  void of_a_range_of_ports_every_one_is_told_until_there_are_too_many(String range, int ports) {
    String bindings = "{\"80/tcp\":[{\"HostPort\":\"" + range + "\"}]}";
    String json = "{\"Image\":\"x\",\"HostConfig\":{\"PortBindings\":" + bindings + "}}";
    assertThat(body(Operation.CONTAINER_CREATE, json).fact(Fact.HOST_PORTS))
        .get(InstanceOfAssertFactories.LIST)
        .hasSize(ports);
  }
}
