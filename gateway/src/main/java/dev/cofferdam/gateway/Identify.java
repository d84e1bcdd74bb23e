package dev.cofferdam.gateway;

import dev.cofferdam.identity.Identification;
import java.util.Optional;

/**
 * Who is calling. In: the connection's peer. Out: a person, or nobody and then nothing is allowed.
 */
final class Identify implements Stage {
  @Override
  public boolean mayWait(Exchange exchange) {
    return !exchange.connection().peer().isIdentified();
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws InterruptedException {
    return switch (exchange.connection().peer().identification()) {
      case Identification.Known known -> {
        exchange.identity(known.identity());
        yield Optional.empty();
      }
      case Identification.Unknown unknown -> Optional.of(Refusal.of(403, unknown.reason()));
    };
  }
}
