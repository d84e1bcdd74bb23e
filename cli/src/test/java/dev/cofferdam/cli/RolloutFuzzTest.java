package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.audit.LogRecord;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What makes policies of other texts: whatever they hold, what is made is a policy. */
class RolloutFuzzTest {
  @FuzzTest
  void any_text_is_variables_or_refused(FuzzedDataProvider data) throws PolicyException {
    boolean compose = data.consumeBoolean();
    boolean faithful = data.consumeBoolean();
    String text = data.consumeRemainingAsString();
    try {
      ProxyVariables variables =
          compose
              ? ProxyVariables.ofCompose(text, "fuzz.yaml", Optional.empty())
              : ProxyVariables.ofEnvFile(text, "fuzz.env");
      SocketProxy proxy = SocketProxy.of(SocketProxy.kindOf(variables), variables);
      ProxyConversion conversion = new ProxyConversion(proxy, faithful);
      if (!conversion.operations().isEmpty()) {
        Policy.parse(conversion.policy("user:someone"), "converted.yaml");
      }
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  /** Lines of {@code field=value}; a value with spaces is a list. */
  @FuzzTest
  void any_record_is_a_request_or_left_out(FuzzedDataProvider data) throws PolicyException {
    boolean generalise = data.consumeBoolean();
    Map<String, Object> fields = new LinkedHashMap<>();
    data.consumeRemainingAsString()
        .lines()
        .forEach(line -> {
          String[] parts = line.split("=", 2);
          boolean list = parts[0].matches("resources|privileges|shortened");
          String value = parts.length == 2 ? parts[1] : "";
          fields.put(parts[0], list ? List.of(value.split(" ")) : value);
        });
    PolicySuggestion suggestion = new PolicySuggestion(generalise, false);
    try {
      RecordedRequest request = RecordedRequest.of(new LogRecord("fuzz.jsonl", 1, fields, ""));
      suggestion.add(request);
      Policy policy = Policy.parse(suggestion.policy(), "suggested.yaml");
      assertThat(PolicySuggestion.isAllowed(policy.decide(request.question()), request)).isTrue();
    } catch (RecordedRequest.Unusable left) {
      assertThat(left).hasMessageMatching("(?s).+");
    }
  }
}
