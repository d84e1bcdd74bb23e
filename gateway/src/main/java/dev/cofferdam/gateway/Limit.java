package dev.cofferdam.gateway;

import java.util.Optional;

/** What a head may look like at all: framing that two readers could read differently ends here. */
final class Limit implements Stage {
  @Override
  public boolean mayWait(Exchange exchange) {
    return false;
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) {
    return Framing.check(exchange.head());
  }
}
