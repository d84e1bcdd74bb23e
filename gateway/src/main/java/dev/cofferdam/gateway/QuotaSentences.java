package dev.cofferdam.gateway;

import dev.cofferdam.gateway.OwnContainers.Own;
import dev.cofferdam.policy.Limit;
import dev.cofferdam.policy.Measure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a user's limits are exceeded, in words that say what to do. */
final class QuotaSentences {
  private final String user;
  private final Map<Measure, Limit> amounts;

  /**
   * @param amounts not empty
   */
  QuotaSentences(String user, Map<Measure, Limit> amounts) {
    this.user = user;
    this.amounts = amounts;
  }

  Set<Measure> measures() {
    return amounts.keySet();
  }

  /** Empty where what is used and what is asked for are within the limits together. */
  Optional<Refusal> tooMuch(Use used, Use asked, Set<Measure> measures) {
    Use together = used.plus(asked);
    for (Measure measure : Measure.values()) {
      Limit limit = amounts.get(measure);
      if (limit != null && measures.contains(measure) && together.of(measure) > limit.most()) {
        return Optional.of(
            refusal(
                measure,
                asked.of(measure) == Measure.UNLIMITED
                    ? missing(measure)
                    : "has "
                        + describe(measure, used)
                        + " and asks for "
                        + describe(measure, asked)));
      }
    }
    return Optional.empty();
  }

  private static String describe(Measure measure, Use use) {
    return measure.describe(use.of(measure));
  }

  private static String missing(Measure measure) {
    return switch (measure) {
      case MEMORY -> "has to give the container a limit with --memory";
      case CPUS -> "has to give the container a limit with --cpus";
      case PIDS -> "has to give the container a limit with --pids-limit";
      case PORTS -> "has to publish each port with --publish instead of --publish-all";
      case CONTAINERS -> "asks for too many";
    };
  }

  /** A container without a limit uses all there is. */
  Optional<Refusal> unlimited(Own container, Set<Measure> measures) {
    for (Measure measure : Measure.values()) {
      if (measures.contains(measure) && container.use().of(measure) == Measure.UNLIMITED) {
        return Optional.of(
            refusal(
                measure,
                "has the container "
                    + container.name()
                    + " without such a limit: give it one with docker update, or remove it"));
      }
    }
    return Optional.empty();
  }

  Refusal swap() {
    return refusal(Measure.MEMORY, "cannot have unlimited swap: leave out --memory-swap");
  }

  Refusal service() {
    Measure measure = measures().iterator().next();
    return refusal(
        measure,
        "cannot create or change services, whose containers are not counted: create containers");
  }

  /** Not a refusal by the policy: the next try may do. */
  Refusal busy() {
    return Refusal.of(
        503, "another request of " + user + " that adds to what he uses is under way; try again");
  }

  private Refusal refusal(Measure measure, String why) {
    Limit limit = amounts.get(measure);
    if (limit == null) {
      throw new IllegalArgumentException(measure + " is not limited");
    }
    return new Refusal(
        403,
        "the role "
            + limit.role()
            + " gives "
            + user
            + " "
            + measure.describe(limit.most())
            + " in all, and "
            + user
            + " "
            + why,
        Optional.of(limit.role() + "/limits"),
        List.of(
            "In the policy: raise " + measure.key() + " in the limits of " + limit.role() + "."),
        false);
  }
}
