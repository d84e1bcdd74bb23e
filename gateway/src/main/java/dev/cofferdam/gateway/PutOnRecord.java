package dev.cofferdam.gateway;

import dev.cofferdam.audit.AuditException;
import java.util.Optional;

/**
 * On record before anything happens. In: a decided request. Out: its decision in every sink that is
 * required.
 */
final class PutOnRecord implements Stage {
  private final Recorder recorder;

  PutOnRecord(Recorder recorder) {
    this.recorder = recorder;
  }

  /** Hands the record over if that takes no waiting; then nothing is left to do. */
  @Override
  public boolean mayWait(Exchange exchange) {
    return !recorder.tryAllowed(exchange);
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws AuditException {
    if (!exchange.decisionRecorded()) {
      recorder.allowed(exchange);
    }
    return Optional.empty();
  }
}
