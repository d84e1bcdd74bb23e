package dev.cofferdam.docker;

import java.util.Optional;

/** What the query of a request says. */
final class QueryFacts {
  private QueryFacts() {}

  static Optional<Object> find(ApiCall call, Fact fact) {
    return switch (call.operation()) {
      case IMAGE_BUILD -> build(call.query(), fact);
      case CONTAINER_CREATE, IMAGE_PULL, IMAGE_IMPORT -> platform(call.query(), fact);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> platform(Query query, Fact fact) {
    return fact == Fact.PLATFORM
        ? Optional.of(query.text("platform").orElse(""))
        : Optional.empty();
  }

  /** The limits of the containers in which a build runs its commands. */
  private static Optional<Object> build(Query query, Fact fact) {
    long memory = query.number("memory").orElse(0);
    return switch (fact) {
      case MEMORY -> Optional.of(LimitFacts.memory(memory));
      case MEMORY_SWAP ->
          Optional.of(LimitFacts.memorySwap(memory, query.number("memswap").orElse(0)));
      case CPUS ->
          Optional.of(
              LimitFacts.cpus(
                  0, query.number("cpuquota").orElse(0), query.number("cpuperiod").orElse(0)));
      case PLATFORM -> platform(query, fact);
      default -> Optional.empty();
    };
  }
}
