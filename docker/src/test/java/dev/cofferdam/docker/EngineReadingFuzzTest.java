package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What is written for the engine is, as the engine reads it, what was decided on. */
class EngineReadingFuzzTest {
  private static final List<Operation> OPERATIONS =
      RequestDocuments.operations().stream().sorted().toList();

  /** A seed's first line is the operation, by its name in policies; a number will do. */
  @FuzzTest
  void a_body_means_to_go_what_it_means_to_us(byte[] input) {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    Operation operation = operation(new String(input, 0, end, StandardCharsets.ISO_8859_1));
    byte[] body = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    RequestDocument decided;
    try {
      decided = RequestDocuments.parse(operation, body);
    } catch (MalformedBody | BadRequest refused) {
      assertThat(refused.getMessage()).isNotEmpty();
      return;
    }
    String written = new String(decided.write(), StandardCharsets.UTF_8);
    assertThat(GoJson.read(written)).isEqualTo(GoJson.exactly(written));
    RequestDocument again = RequestDocuments.parse(operation, decided.write());
    assertThat(again.privileges(HostFacts.standard()))
        .isEqualTo(decided.privileges(HostFacts.standard()));
    assertThat(again.references()).isEqualTo(decided.references());
    assertThat(again.write()).isEqualTo(decided.write());
  }

  private static Operation operation(String line) {
    return OPERATIONS.stream()
        .filter(operation -> operation.id().equals(line))
        .findFirst()
        .orElse(OPERATIONS.get(Math.floorMod(line.hashCode(), OPERATIONS.size())));
  }

  /** A seed's first line is the method, the second the target. */
  @FuzzTest
  void a_target_means_to_go_what_it_means_to_us(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    ApiCall call;
    try {
      call = Samples.parse(end < 0 ? "GET" : text.substring(0, end), text.substring(end + 1));
    } catch (BadRequest refused) {
      return;
    }
    Route route = call.route();
    GoUrl read = GoUrl.parse(call.target(call.version().orElse(Samples.V1_41)));
    assertThat(read.isClean()).isTrue();
    assertThat(read.path.replaceFirst("^/v1\\.\\d+/", "/")).isEqualTo(path(call));
    List<String> names = route.parameters().stream().map(Parameter::name).toList();
    assertThat(names).containsAll(read.query.keySet());
    for (Parameter parameter : route.parameters()) {
      List<String> ours =
          parameter.type().repeats()
              ? call.query().texts(parameter.name())
              : call.query().text(parameter.name()).map(List::of).orElse(List.of());
      assertThat(read.values(parameter.name())).isEqualTo(ours);
    }
  }

  private static String path(ApiCall call) {
    String path = call.route().template();
    for (String argument : call.route().arguments()) {
      path = path.replace("{" + argument + "}", call.argument(argument));
    }
    return path;
  }
}
