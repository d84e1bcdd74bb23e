package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A refusal as a person at a docker client meets it, and the record that belongs to it. */
final class Refused {
  private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{16}\\b");

  private Refused() {}

  /**
   * Requires that the client failed, with one readable sentence that names a decision, and that
   * this decision is on record as a refusal with an outcome of its own.
   *
   * @return the decision's record
   */
  static Row require(Finished finished, Trail.Since since) {
    assertThat(finished.exit()).as("exit status of %s", finished).isNotZero();
    List<String> lines = finished.said().lines().filter(line -> ID.matcher(line).find()).toList();
    assertThat(lines).as("lines that name a decision in %s", finished).hasSize(1);
    Matcher id = ID.matcher(lines.getFirst());
    assertThat(id.find()).isTrue();
    Row decision = since.decisionWithId(id.group());
    assertThat(decision.refused()).as("refused: %s", decision).isTrue();
    assertThat(decision.text("reason")).isNotBlank();
    assertThat(finished.said()).contains(decision.text("reason"));
    Row outcome = since.outcomeOf(decision);
    assertThat(outcome.text("result")).isEqualTo("refused");
    assertThat(outcome.number("status")).hasValue(403);
    return decision;
  }
}
