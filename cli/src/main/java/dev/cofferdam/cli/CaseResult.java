package dev.cofferdam.cli;

import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.policy.CaseFile.Asked;
import dev.cofferdam.policy.CaseFile.Case;
import dev.cofferdam.policy.CaseFile.Decision;
import dev.cofferdam.policy.Mode;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a policy says to one case.
 *
 * @param rules that decided, of a docker command perhaps several
 * @param reason empty where it is allowed
 */
record CaseResult(Case of, Decision decision, List<String> rules, String reason) {

  CaseResult {
    rules = List.copyOf(rules);
  }

  /**
   * @throws DockerCommandLineException where the docker client would refuse the command of a case
   */
  static CaseResult of(Case it, Policy policy) {
    Questions questions =
        new Questions(
            it.caller(), KnownObjects.of(it.existing()), it.now().orElseGet(Instant::now), policy);
    List<Verdict> verdicts =
        switch (it.asked()) {
          case Asked.Command command -> command(command, questions, policy);
          case Asked.Request request -> List.of(request(request, questions, policy));
        };
    return overall(it, verdicts);
  }

  /** Of what the client asks in any case. */
  private static List<Verdict> command(Asked.Command command, Questions questions, Policy policy) {
    List<String> words = new ArrayList<>(List.of("docker"));
    words.addAll(command.words());
    List<Verdict> verdicts =
        DockerCommandLine.parse(words).calls().stream()
            .map(call -> ExplainCommandStep.of(call, questions, policy::decide))
            .filter(step -> step.condition().isEmpty())
            .map(ExplainCommandStep::verdict)
            .toList();
    if (verdicts.isEmpty()) {
      throw new DockerCommandLineException("it asks no engine for anything");
    }
    return verdicts;
  }

  private static Verdict request(Asked.Request request, Questions questions, Policy policy) {
    try {
      return policy.decide(questions.of(request));
    } catch (BadRequest e) {
      return refused(e.message());
    } catch (MalformedBody e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  /** By the gateway, before it asks any policy. */
  private static Verdict refused(String reason) {
    return new Verdict.Deny(Optional.empty(), reason, List.of());
  }

  /** A command is refused by its first refusal, and allowed in part by any part. */
  private static CaseResult overall(Case it, List<Verdict> verdicts) {
    Decision decision = Decision.ALLOW;
    List<String> rules = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      switch (verdict) {
        case Verdict.Allow _ -> {}
        case Verdict.AllowSome _ -> decision = Decision.PART;
        case Verdict.AllowAnyway anyway -> {
          return because(it, trial(anyway.mode()), anyway.refusal());
        }
        case Verdict.Deny deny -> {
          return because(it, Decision.DENY, deny);
        }
      }
      verdict.rule().filter(rule -> !rules.contains(rule)).ifPresent(rules::add);
    }
    return new CaseResult(it, decision, rules, "");
  }

  private static CaseResult because(Case it, Decision decision, Verdict.Deny deny) {
    return new CaseResult(it, decision, deny.rule().map(List::of).orElse(List.of()), deny.reason());
  }

  private static Decision trial(Mode mode) {
    return switch (mode) {
      case ENFORCE -> Decision.DENY;
      case WARN -> Decision.WARN;
      case OBSERVE -> Decision.OBSERVE;
    };
  }

  boolean passes() {
    return decision == of.expected().decision()
        && of.expected().rule().map(rules::contains).orElse(true)
        && of.expected().reason().map(reason::contains).orElse(true);
  }

  /** One sentence: expected and got. */
  String difference() {
    String rule = rules.isEmpty() ? "" : " by rule " + String.join(", ", rules);
    String why = reason.isEmpty() ? "" : ": " + reason;
    return "expected " + expected() + ", got " + decision.id() + rule + why;
  }

  private String expected() {
    return of.expected().decision().id()
        + of.expected().rule().map(rule -> " by rule " + rule).orElse("")
        + of.expected().reason().map(text -> " because \"" + text + "\"").orElse("");
  }

  /** Who asks what, in a few words; the case's own name where it has one. */
  String title() {
    if (!of.name().isEmpty()) {
      return of.name();
    }
    return of.caller().user()
        + ": "
        + switch (of.asked()) {
          case Asked.Command command -> "docker " + String.join(" ", command.words());
          case Asked.Request request -> request.method() + " " + request.path();
        };
  }
}
