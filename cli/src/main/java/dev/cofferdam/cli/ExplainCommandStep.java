package dev.cofferdam.cli;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One request of a docker command with what a policy says to it.
 *
 * @param condition when it is made, empty for always
 * @param privileges widest first
 * @param confinement of requests that make a container, run in one or make a volume
 */
record ExplainCommandStep(
    Operation operation,
    List<String> resources,
    Optional<String> condition,
    SortedSet<Privilege> privileges,
    Optional<Confinement> confinement,
    Verdict verdict) {

  /** Puts the question that the gateway would put. */
  static ExplainCommandStep of(
      DockerCommandLine.Call call, Questions questions, Function<Question, Verdict> policy) {
    List<String> labels = call.resources().stream().map(Resource::label).toList();
    try {
      Question question = questions.of(call);
      SortedSet<Privilege> privileges = new TreeSet<>(question.privileges());
      boolean confines = call.body().isPresent() || !privileges.isEmpty();
      return new ExplainCommandStep(
          call.operation(),
          labels,
          call.condition(),
          privileges,
          confines ? Optional.of(Privileges.confinement(privileges)) : Optional.empty(),
          policy.apply(question));
    } catch (MalformedBody e) {
      // The gateway refuses such a body before it asks any policy.
      Verdict refused =
          new Verdict.Deny(Optional.empty(), String.valueOf(e.getMessage()), List.of());
      return new ExplainCommandStep(
          call.operation(), labels, call.condition(), new TreeSet<>(), Optional.empty(), refused);
    }
  }

  boolean isRefused() {
    return verdict instanceof Verdict.Deny;
  }

  /** Refused, and asked in any case: the command fails. */
  boolean stops() {
    return isRefused() && condition.isEmpty();
  }
}
