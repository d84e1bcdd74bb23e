package dev.cofferdam.policy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * How much a caller may use. Roles add up what they give: of the roles that limit something the
 * most generous counts, and a role that does not speak of it changes nothing.
 *
 * @param amounts what is limited; what is missing is not
 */
public record Limits(Map<Measure, Limit> amounts, Optional<Rate> rate) {
  static final Limits NONE = new Limits(Map.of(), Optional.empty());

  public Limits {
    amounts = Map.copyOf(amounts);
  }

  public boolean isNone() {
    return amounts.isEmpty() && rate.isEmpty();
  }

  public Optional<Limit> of(Measure measure) {
    return Optional.ofNullable(amounts.get(measure));
  }

  /** Each with the role that gives it, for instance {@code 5 containers (role web-operator)}. */
  public String describe() {
    StringJoiner text = new StringJoiner(", ");
    for (Measure measure : Measure.values()) {
      of(measure)
          .ifPresent(
              limit -> text.add(measure.describe(limit.most()) + " (role " + limit.role() + ")"));
    }
    rate.ifPresent(known -> text.add(known.describe() + " (role " + known.role() + ")"));
    return text.toString();
  }

  /** Of each the more generous one. */
  Limits or(Limits other) {
    if (isNone() || other.isNone()) {
      return isNone() ? other : this;
    }
    Map<Measure, Limit> most = new EnumMap<>(Measure.class);
    most.putAll(amounts);
    other.amounts.forEach((measure, limit) -> most.merge(measure, limit, Limit::or));
    boolean others =
        other.rate.isPresent() && (rate.isEmpty() || other.rate.get().isMoreThan(rate.get()));
    return new Limits(most, others ? other.rate : rate);
  }

  /** The amounts of a role on trial. The rate is never: it guards the gateway itself. */
  Limits in(Mode mode) {
    Map<Measure, Limit> tried = new EnumMap<>(Measure.class);
    amounts.forEach(
        (measure, limit) -> tried.put(measure, new Limit(limit.most(), limit.role(), mode)));
    return new Limits(tried, rate);
  }

  /** For a caller in this mode: nothing is more lenient than the caller's mode. */
  Limits atLeast(Mode mode) {
    Map<Measure, Limit> held = new EnumMap<>(Measure.class);
    amounts.forEach((measure, limit) -> {
      Mode stricter = limit.mode().compareTo(mode) > 0 ? limit.mode() : mode;
      held.put(measure, new Limit(limit.most(), limit.role(), stricter));
    });
    return new Limits(held, rate);
  }

  /** Without what is lifted. */
  Limits binding() {
    boolean lifted =
        rate.map(Rate::isUnlimited).orElse(false)
            || amounts.values().stream().anyMatch(limit -> limit.most() == Measure.UNLIMITED);
    if (!lifted) {
      return this;
    }
    Map<Measure, Limit> binding = new EnumMap<>(Measure.class);
    amounts.forEach((measure, limit) -> {
      if (limit.most() != Measure.UNLIMITED) {
        binding.put(measure, limit);
      }
    });
    return new Limits(binding, rate.filter(known -> !known.isUnlimited()));
  }
}
