package dev.cofferdam.gateway;

import java.util.Optional;

/**
 * One step of the pipeline. It adds to the exchange what it found out, or ends it with a refusal.
 */
interface Stage {
  /**
   * Whether {@link #apply} may have to wait, for the engine, the disk, the user database or the
   * client. Where it may not, the event loop runs it itself: a thread change costs as much as
   * everything else about a small request.
   */
  boolean mayWait(Exchange exchange);

  /**
   * @return empty to go on
   */
  Optional<Refusal> apply(Exchange exchange) throws Exception;
}
