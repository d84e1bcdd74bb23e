package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.identity.Identity;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * May they. In: caller, operation, resolved objects, privileges. Out: a verdict of the policy in
 * force.
 */
final class Decide implements Stage {
  static Caller caller(Identity identity) {
    return new Caller(identity.user(), identity.groups());
  }

  /** As it is resolved now, and before the gateway adds to it. */
  private static Circumstances circumstances(Exchange exchange) {
    ApiCall call = exchange.call();
    return circumstances(
        exchange,
        switch (exchange.model()) {
          case RequestModel.Document(RequestDocument document) -> Facts.of(call, document);
          case RequestModel.Empty _,
              RequestModel.Archive _,
              RequestModel.InspectedArchive _,
              RequestModel.CompressedArchive _,
              RequestModel.Build _,
              RequestModel.UnknownBuild _ ->
              Facts.of(call);
        });
  }

  static Circumstances circumstances(Exchange exchange, Facts facts) {
    return new Circumstances(facts, exchange.identity().via(), Instant.now());
  }

  /** Whoever may not do such a thing at all is not told by its name what a reference means. */
  private static List<Resource> resources(Exchange exchange) {
    boolean ever =
        exchange.policy().mentions(caller(exchange.identity()), exchange.call().operation());
    return ever ? exchange.resources() : List.of();
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return false;
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) {
    Operation operation = exchange.call().operation();
    Verdict verdict =
        exchange
            .policy()
            .decide(
                new Question(
                    caller(exchange.identity()),
                    operation,
                    resources(exchange),
                    exchange.privileges(),
                    circumstances(exchange)));
    exchange.verdict(verdict);
    return switch (verdict) {
      case Verdict.Allow allow -> Optional.empty();
      case Verdict.AllowAnyway anyway -> Optional.empty(); // on record and, if it is so, warned
      case Verdict.AllowSome some -> Optional.empty(); // Narrow sees to it
      case Verdict.Deny deny ->
          Optional.of(
              new Refusal(
                  403,
                  deny.reason() + why(exchange, deny.reason()),
                  deny.rule(),
                  deny.remedies(),
                  false));
    };
  }

  /** Why it takes the privileges that it was refused for, where their names do not say it. */
  private static String why(Exchange exchange, String reason) {
    StringBuilder why = new StringBuilder(unknown(exchange));
    exchange
        .explanations()
        .forEach((privilege, sentence) -> {
          if (reason.contains(privilege)) {
            why.append("; ").append(sentence);
          }
        });
    return why.toString();
  }

  private static String unknown(Exchange exchange) {
    return exchange.model() instanceof RequestModel.UnknownBuild(String why)
        ? "; the images that it uses are not known: " + why
        : "";
  }
}
