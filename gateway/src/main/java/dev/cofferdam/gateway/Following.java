package dev.cofferdam.gateway;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * What came after the request that is being served and has to wait until that is over and on
 * record: the next request, or bytes that are none. On the client's event loop only.
 */
final class Following {
  private @Nullable HttpRequest head;
  private @Nullable Refusal undecodable;
  private boolean held;

  /** A request is answered, but its outcome not yet taken for the record. */
  void hold() {
    held = true;
  }

  /** Whether what comes now has to wait, though no request is being served. */
  boolean isHeld() {
    return held;
  }

  void head(HttpRequest pipelined) {
    head = pipelined;
  }

  void undecodable(Refusal why) {
    undecodable = why;
  }

  /** Its turn has come, or that of what comes next. */
  @Nullable HttpRequest takeHead() {
    held = false;
    HttpRequest taken = head;
    head = null;
    return taken;
  }

  @Nullable Refusal takeUndecodable() {
    Refusal taken = undecodable;
    undecodable = null;
    return taken;
  }

  /** Forgets it; says whether there was anything. */
  boolean drop() {
    HttpRequest dropped = takeHead();
    if (dropped != null) {
      ReferenceCountUtil.release(dropped);
    }
    return takeUndecodable() != null || dropped != null;
  }
}
