package dev.cofferdam.gateway;

import io.netty.handler.codec.http.HttpObject;

/** Where the parts of a request go: the connection to the engine. */
interface Onward {
  /** Takes a part and its reference; {@link #flush} sends it. */
  void write(HttpObject part);

  void flush();

  /** Whether more may be written now; whoever writes is told when that is so again. */
  boolean writable();
}
