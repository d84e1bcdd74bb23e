package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Filters;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.Forwarding.Treatment;
import dev.cofferdam.policy.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A prune that is limited to what the caller owns, by the gateway's label in the engine's own
 * filter. Of several labels the engine wants all (moby, filters.Args.MatchKVList), so that those of
 * the client narrow further, and so do the other filters that the table of routes has: whatever the
 * client says, nothing without the label is touched.
 */
final class PruneOwn {
  private PruneOwn() {}

  static Optional<Refusal> limit(Exchange exchange, Verdict.AllowSome some) {
    ApiCall call = exchange.call();
    if (!some.own()) {
      return Optional.of(
          refusal(
              call.operation()
                  + " cannot be limited to the objects that the rule speaks of: the engine prunes"
                  + " by label only",
              some,
              List.of(
                  "In the policy: a rule for "
                      + call.operation()
                      + " with \"owned: true\" and no other selector limits it to the caller's own;"
                      + " one without selectors allows it as a whole.")));
    }
    Filters filters = Filters.parse(call.query().text("filters"));
    String own = Resource.OWNER_LABEL + "=" + exchange.identity().user();
    exchange.call(call.withQuery("filters", filters.and("label", own).write()));
    exchange.treatment(new Treatment.Relay());
    return Optional.empty();
  }

  private static Refusal refusal(String reason, Verdict.AllowSome some, List<String> remedies) {
    return new Refusal(403, reason, some.rule(), remedies, false);
  }
}
