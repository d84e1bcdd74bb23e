package dev.cofferdam.gateway;

import io.netty.handler.codec.http.HttpContent;

/**
 * The rest of a body on its way to the engine, as fast as the engine takes it. On the client's
 * event loop only.
 */
interface BodyStream {
  /** Takes the next part and its reference; asks for the one after it when there is room. */
  void accept(HttpContent part);

  /** The engine takes more. */
  void resume();

  /** Nothing of it goes anywhere any more. */
  void stop();

  /** Whether all of it went on: until then the link to the engine is not free. */
  boolean complete();
}
