package dev.cofferdam.gateway;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/**
 * The fields of one head, as they are decoded: no more than any client sends, and many or large
 * ones only as far as there is memory. A small field takes many times its bytes, and the head is
 * kept as long as its request.
 */
final class HeadFields extends DefaultHttpHeaders {
  /** A client has some ten; one that opens a session of BuildKit's names some thirty methods. */
  static final int MOST = 128;

  /** Bytes of memory that a field takes beside its name and value. */
  private static final int EACH_FIELD = 100;

  private final HeadRoom room;
  private int count;
  private long bytes;

  HeadFields(HeadRoom room) {
    this.room = room;
  }

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    count++;
    bytes += EACH_FIELD + name.length() + (value instanceof CharSequence text ? text.length() : 0);
    if (count > MOST) {
      throw new TooLongHttpHeaderException("more than " + MOST + " fields");
    }
    if (!room.isFor(bytes)) {
      throw new HeadRoom.Lacking();
    }
    return super.add(name, value);
  }
}
