package dev.cofferdam.policy;

import dev.cofferdam.docker.Privilege;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says why a request is refused and what would have to change. */
final class Refusal {
  private Refusal() {}

  /** A rule denies it. */
  static Verdict.Deny byRule(Rule rule, Question question) {
    String user = Text.plain(question.caller().user());
    String about = Phrases.touched(rule, question, question.operation());
    String reason =
        "rule "
            + rule.name()
            + " forbids "
            + user
            + " to "
            + Phrases.deed(question)
            + " ("
            + about
            + ")";
    List<String> remedies = new ArrayList<>();
    List<Privilege> privileges =
        question.privileges().stream().filter(rule::touches).sorted().toList();
    if (!privileges.isEmpty()) {
      remedies.add(drop(privileges));
    }
    remedies.add(
        "In the policy: change rule "
            + rule.name()
            + " (line "
            + rule.line()
            + "), which wins over every rule that allows.");
    return new Verdict.Deny(rule.id(), reason, remedies);
  }

  /** A rule allows it for a part of a collection, or denies a part. */
  static Verdict.Deny inPart(Rule rule, Question question) {
    String user = Text.plain(question.caller().user());
    return new Verdict.Deny(
        rule.id(),
        "rule "
            + rule.name()
            + " lets "
            + user
            + " "
            + Phrases.deed(question)
            + " in part only ("
            + Phrases.scope(rule)
            + ")",
        List.of("In the policy: change rule " + rule.name() + " (line " + rule.line() + ")."));
  }

  /** No rule allows it. */
  static Verdict.Deny byNone(List<Role> roles, Question question) {
    String user = Text.plain(question.caller().user());
    if (roles.isEmpty()) {
      return new Verdict.Deny(
          Optional.empty(),
          "no role is bound to " + user + " or a group of " + user,
          List.of("In the policy: bind a role to \"user:" + user + "\"."));
    }
    @Nullable Near nearest = null;
    for (Role role : roles) {
      for (Rule rule : role.allowing(question.operation())) {
        if (rule.match(question) instanceof Match.Miss miss
            && (nearest == null || miss.nearness() > nearest.miss().nearness())) {
          nearest = new Near(rule, miss);
        }
      }
    }
    String sentence = "no rule lets " + user + " " + Phrases.deed(question);
    return nearest == null
        ? unnamed(sentence, roles, question)
        : missed(sentence, nearest, question);
  }

  private record Near(Rule rule, Match.Miss miss) {}

  private static Verdict.Deny unnamed(String sentence, List<Role> roles, Question question) {
    String names = roles.stream().map(Role::name).distinct().collect(Collectors.joining(" or "));
    return new Verdict.Deny(
        Optional.empty(),
        sentence,
        List.of(
            "In the policy: add a rule that allows "
                + question.operation().id()
                + " to the role "
                + names
                + "."));
  }

  private static Verdict.Deny missed(String sentence, Near near, Question question) {
    Rule rule = near.rule();
    String why = " (" + Phrases.why(near.miss(), rule, question) + ")";
    if (!(near.miss() instanceof Match.Beyond)) {
      String place = rule.name() + " (line " + rule.line() + ")";
      return new Verdict.Deny(
          Optional.empty(),
          sentence + why,
          List.of("In the policy: widen rule " + place + " or add one to " + rule.role() + "."));
    }
    List<Privilege> beyond = Phrases.beyond(rule, question.privileges());
    return new Verdict.Deny(
        Optional.empty(),
        sentence + " with " + Phrases.list(beyond) + why,
        List.of(drop(beyond), grant(rule, beyond)));
  }

  private static String grant(Rule rule, List<Privilege> beyond) {
    String grants =
        beyond.stream()
            .map(privilege -> Text.quoted(privilege.name()))
            .collect(Collectors.joining(", ", "[", "]"));
    return "In the policy: give rule "
        + rule.name()
        + " (line "
        + rule.line()
        + ") \"grant: "
        + grants
        + "\" or \"confinement: "
        + Phrases.widest(beyond).id()
        + "\".";
  }

  private static String drop(List<Privilege> privileges) {
    return "In the request: leave out "
        + privileges.stream().map(Refusal::option).distinct().collect(Collectors.joining(", "))
        + ".";
  }

  /** The docker client's option for the most common privileges, else the privilege's name. */
  private static String option(Privilege privilege) {
    String name = Text.plain(privilege.name());
    int colon = name.indexOf(':');
    String value = name.substring(colon + 1);
    return switch (colon < 0 ? name : name.substring(0, colon)) {
      case "privileged" -> "--privileged";
      case "cap" -> "--cap-add " + value;
      case "mount", "volume" -> "the mount of " + withoutMode(value);
      case "replaceable" -> "the mount of " + value + " or that of what lies above it";
      case "network" -> "--network " + value;
      case "namespace" -> "--" + value.replace('=', ' ');
      case "device" -> "--device " + withoutMode(value);
      default -> name;
    };
  }

  private static String withoutMode(String value) {
    int mode = value.lastIndexOf(':');
    return mode > 0 ? value.substring(0, mode) : value;
  }
}
