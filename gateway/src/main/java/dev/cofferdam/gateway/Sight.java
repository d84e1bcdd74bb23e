package dev.cofferdam.gateway;

import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a caller may see: the policy, asked for one object at a time. */
record Sight(Policy policy, Caller caller, Circumstances circumstances) {
  static Sight of(Exchange exchange) {
    return new Sight(
        exchange.policy(),
        Decide.caller(exchange.identity()),
        Decide.circumstances(exchange, Facts.NONE));
  }

  boolean shows(Operation operation, Resource resource) {
    return policy.allows(
        new Question(caller, operation, List.of(resource), Set.of(), circumstances));
  }

  /** Whether the secrets of all these may be shown; of none: those of the engine itself. */
  boolean showsSecrets(List<Resource> of) {
    return policy.allows(new Question(caller, Operation.SECRETS_READ, of, Set.of(), circumstances));
  }

  /**
   * Whether the secrets of an item may be shown, for lists: it is asked about each only where the
   * answer is not the same for all.
   */
  Predicate<Resource> secretsOfEach() {
    if (!policy.mentions(caller, Operation.SECRETS_READ)) {
      return item -> false;
    }
    return wholly(Operation.SECRETS_READ)
        ? item -> true
        : item -> shows(Operation.SECRETS_READ, item);
  }

  /** A refusal for whoever may not see the secrets of the engine itself. */
  Optional<Refusal> refusedSecrets() {
    Verdict verdict =
        policy.decide(
            new Question(caller, Operation.SECRETS_READ, List.of(), Set.of(), circumstances));
    return switch (verdict) {
      case Verdict.Allow _, Verdict.AllowAnyway _ -> Optional.empty();
      case Verdict.AllowSome some ->
          Optional.of(
              new Refusal(
                  403,
                  "secrets.read is allowed for some objects only, and this secret is the engine's",
                  some.rule(),
                  List.of(),
                  false));
      case Verdict.Deny deny ->
          Optional.of(new Refusal(403, deny.reason(), deny.rule(), deny.remedies(), false));
    };
  }

  /** Whether it is allowed whatever the object: no item has to be asked for. */
  boolean wholly(Operation operation) {
    return policy.allows(new Question(caller, operation, List.of(), Set.of(), circumstances));
  }
}
