package dev.cofferdam.docker;

import java.util.Optional;

/** What one request says of itself. */
@FunctionalInterface
public interface Facts {
  /** Of requests that say nothing beyond what they act on. */
  Facts NONE = _ -> Optional.empty();

  /** A value of the fact's type; empty where such a request says nothing of it. */
  Optional<Object> find(Fact fact);

  /** Of a request line and its body, resolved. */
  static Facts of(ApiCall call, RequestDocument body) {
    return fact -> body.fact(fact).or(() -> QueryFacts.find(call, fact));
  }

  /** Of a request line alone. */
  static Facts of(ApiCall call) {
    return fact -> QueryFacts.find(call, fact);
  }
}
