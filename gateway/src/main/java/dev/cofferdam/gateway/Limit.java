package dev.cofferdam.gateway;

import dev.cofferdam.policy.Rate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether it comes too often, and what a head may look like at all: framing that two readers could
 * read differently ends here. In: a person and the request's head. Out: the policy that decides on
 * this request from here to its end.
 */
final class Limit implements Stage {
  private final PolicyInForce policies;
  private final Pace pace;

  Limit(PolicyInForce policies, Pace pace) {
    this.policies = policies;
    this.pace = pace;
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return false;
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) {
    exchange.policy(policies.policy());
    Optional<Refusal> tooOften =
        exchange
            .policy()
            .limits(Decide.caller(exchange.identity()))
            .rate()
            .flatMap(rate -> tooOften(exchange.identity().user(), rate));
    Optional<Refusal> malformed = Framing.check(exchange.head());
    return malformed.isPresent() ? malformed : tooOften;
  }

  private Optional<Refusal> tooOften(String user, Rate rate) {
    long nanos = pace.take(user, rate);
    if (nanos == 0) {
      return Optional.empty();
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos) + 1;
    return Optional.of(
        Refusal.tooOften(
            user
                + " asks more often than the role "
                + rate.role()
                + " allows ("
                + rate.describe()
                + "); try again in "
                + seconds
                + " s",
            rate.role() + "/limits",
            Math.toIntExact(seconds)));
  }
}
