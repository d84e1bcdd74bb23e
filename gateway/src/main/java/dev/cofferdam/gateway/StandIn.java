package dev.cofferdam.gateway;

import io.netty.channel.EventLoop;

/** Answers one request in the engine's place, and in its way. */
interface StandIn {
  /**
   * Ready for the request.
   *
   * @param loop of the client's connection
   * @param events gets the answer, on that loop
   */
  Upstream open(EventLoop loop, EngineLink.Events events);
}
