package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.docker.Fact;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class ConditionFuzzTest {
  /** Every word once, and every way to combine them. */
  private static final Policy POLICY =
      Policies.ofRules(
          "allow: [container.create], when: \"request.memory <= 512 * MiB\"",
          "allow: [container.create], when: \"request.labels['team'] in identity.groups\"",
          "allow: ['*'], when: \"request.labels.exists(k, k.matches('^(a|b)*$'))\"",
          "allow: ['*'], when: \"request.hostPorts.all(p, 100000 / p > 3)\"",
          "allow: ['*'], when: \"timestamp(request.user) < now || int(request.user) > 3\"",
          "deny: ['*'], when: \"request.mounts.map(m, m + request.user).size() > 3\"");

  @FuzzTest
  void any_text_is_a_condition_or_has_mistakes_with_places(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    CelConditions.Compiled compiled = CelConditions.compile(text);
    assertThat(compiled.condition().isPresent()).isEqualTo(compiled.mistakes().isEmpty());
    assertThat(compiled.mistakes())
        .allSatisfy(mistake -> {
          assertThat(mistake.offset()).isNotNegative();
          assertThat(mistake.message()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
        });
    compiled
        .condition()
        .ifPresent(condition ->
            assertThat(condition.of(Ask.creating("u", "web-1", "foobar").question())).isNotNull());
  }

  @FuzzTest
  void any_request_is_decided(FuzzedDataProvider data) {
    String user = data.consumeString(64);
    long number = data.consumeLong();
    List<Long> ports = new ArrayList<>();
    while (ports.size() < 300 && data.consumeBoolean()) {
      ports.add(data.consumeLong());
    }
    Instant now = Instant.ofEpochSecond(data.consumeLong(-62_135_596_800L, 253_402_300_799L));
    String text = data.consumeRemainingAsString();
    Circumstances circumstances =
        new Circumstances(fact -> said(fact, number, text, ports), "unix", now);
    Question question =
        new Question(
            new Caller(user.isEmpty() ? "u" : user, Set.of("g", text)),
            Operation.CONTAINER_CREATE,
            List.of(new Resource.Container("", text, Optional.of(user), text)),
            Set.of(),
            circumstances);
    assertThat(POLICY.decide(question)).isNotNull();
    assertThat(POLICY.explain(question).steps()).hasSize(6);
  }

  private static Optional<Object> said(Fact fact, long number, String text, List<Long> ports) {
    return switch (fact.type()) {
      case FLAG -> Optional.of(number > 0);
      case WHOLE -> Optional.of(number);
      case REAL -> Optional.of(Double.longBitsToDouble(number));
      case TEXT -> Optional.of(text);
      case TEXTS -> Optional.of(List.of(text.split(",", -1)));
      case WHOLES -> Optional.of(ports);
      case TEXT_BY_NAME -> number == 0 ? Optional.empty() : Optional.of(Map.of(text, text));
    };
  }
}
