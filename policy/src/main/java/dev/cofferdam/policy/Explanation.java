package dev.cofferdam.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A verdict with what every rule of the caller's roles had to do with it.
 *
 * @param steps in the order of the policy within each role
 */
public record Explanation(Verdict verdict, List<Step> steps) {
  public Explanation {
    steps = List.copyOf(steps);
  }

  /**
   * One rule.
   *
   * @param role the role's name
   * @param boundBy why the caller has the role: {@code user:admin1}, {@code group:web-admins}
   * @param rule as in verdicts, for instance {@code web-operator/2}
   * @param line where the rule begins in the policy's text
   * @param why part of a sentence
   */
  public record Step(
      String role,
      List<String> boundBy,
      String rule,
      int line,
      Effect effect,
      Outcome outcome,
      String why) {
    public Step {
      boundBy = List.copyOf(boundBy);
    }
  }

  /** What a rule does where it matches. */
  public enum Effect {
    ALLOWS,
    DENIES
  }

  /** Whether a rule matched. */
  public enum Outcome {
    MATCHED,
    /** Some items of the collection that was asked for. */
    MATCHED_IN_PART,
    NOT_MATCHED
  }

  static Explanation of(Verdict verdict, Map<Role, List<String>> roles, Question question) {
    List<Step> steps = new ArrayList<>();
    roles.forEach((role, boundBy) -> {
      for (Rule rule : role.rules()) {
        steps.add(step(rule, boundBy, question));
      }
    });
    return new Explanation(verdict, steps);
  }

  private static Step step(Rule rule, List<String> boundBy, Question question) {
    Match match = rule.match(question);
    Outcome outcome =
        switch (match) {
          case Match.Hit hit -> hit == Match.Hit.WHOLE ? Outcome.MATCHED : Outcome.MATCHED_IN_PART;
          case Match.Miss _ -> Outcome.NOT_MATCHED;
        };
    Effect effect =
        switch (rule.effect()) {
          case ALLOW -> Effect.ALLOWS;
          case DENY -> Effect.DENIES;
        };
    String why = why(match, rule, question);
    return new Step(rule.role(), boundBy, rule.name(), rule.line(), effect, outcome, why);
  }

  private static String why(Match match, Rule rule, Question question) {
    String deed = question.operation().id();
    return switch (match) {
      case Match.Beyond miss ->
          "asks for "
              + Phrases.list(Phrases.beyond(rule, question.privileges()))
              + " ("
              + Phrases.why(miss, rule, question)
              + ")";
      case Match.Miss miss -> Phrases.why(miss, rule, question);
      case Match.Hit hit when hit == Match.Hit.PART ->
          deed + ", of those items that fit " + rule.selectors().describe();
      case Match.Hit _ ->
          rule.selectors().none() ? deed : deed + " on " + rule.selectors().describe();
    };
  }
}
