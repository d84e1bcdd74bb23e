package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class PolicyFuzzTest {
  @FuzzTest
  void any_text_is_a_policy_or_has_problems_with_places(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    try {
      check(Policy.parse(text, "fuzz.yaml").warnings());
    } catch (PolicyException e) {
      assertThat(e.problems()).anyMatch(p -> p.severity() == Problem.Severity.ERROR);
      check(e.problems());
    }
  }

  @FuzzTest
  void any_text_is_cases_or_has_problems_with_places(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    try {
      assertThat(CaseFile.parse(text, "fuzz.yaml").cases())
          .allSatisfy(each -> assertThat(each.line()).isPositive());
    } catch (PolicyException e) {
      assertThat(e.problems()).anyMatch(p -> p.severity() == Problem.Severity.ERROR);
      check(e.problems());
    }
  }

  private static void check(List<Problem> problems) {
    assertThat(problems)
        .allSatisfy(problem -> {
          assertThat(problem.line()).isPositive();
          assertThat(problem.column()).isPositive();
          assertThat(problem.message()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
        });
  }
}
