package dev.cofferdam.gateway;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes the parts of a body in the engine's place, as a test says. */
final class FakeEngineSide implements Onward {
  /** How many parts it takes before it has no room. */
  private int room = Integer.MAX_VALUE;

  /** The bytes of each part; the end of the body is none. */
  final List<byte[]> parts = new CopyOnWriteArrayList<>();

  volatile boolean ended;

  @Override
  public void write(HttpObject part) {
    if (part instanceof HttpContent content) {
      if (content.content().isReadable()) {
        room--;
        parts.add(ByteBufUtil.getBytes(content.content()));
      }
      content.release();
    }
    ended |= part instanceof LastHttpContent;
  }

  @Override
  public void flush() {
    // taken at once
  }

  @Override
  public boolean writable() {
    return room > 0;
  }

  void roomFor(int more) {
    room = more;
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
