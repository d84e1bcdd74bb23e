package dev.cofferdam.gateway;

import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/** A body that goes on as it comes. */
final class RelayedStream implements BodyStream {
  private final Onward engine;
  private final Runnable more;
  private boolean complete;

  /**
   * @param more asks for the next part
   */
  RelayedStream(Onward engine, Runnable more) {
    this.engine = engine;
    this.more = more;
  }

  @Override
  public void accept(HttpContent part) {
    if (part instanceof LastHttpContent) {
      complete = true;
      // Trailers are not passed on: nothing in this API has any.
      if (part.content().isReadable()) {
        engine.write(new DefaultHttpContent(part.content()));
      } else {
        part.release();
      }
      engine.write(LastHttpContent.EMPTY_LAST_CONTENT);
      engine.flush();
      return;
    }
    // Flushed with what else was read with it: a write for every small chunk halves the rate.
    engine.write(part);
    if (engine.writable()) {
      more.run();
    } else {
      engine.flush();
    }
  }

  @Override
  public void resume() {
    if (!complete) {
      more.run();
      engine.flush();
    }
  }

  @Override
  public void stop() {
    // nothing is held
  }

  @Override
  public boolean complete() {
    return complete;
  }
}
