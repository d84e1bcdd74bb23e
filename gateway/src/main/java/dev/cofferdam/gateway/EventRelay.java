package dev.cofferdam.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A stream of events on its way to the client, each decided on as it comes, in order. On the
 * client's event loop, but for the deciding, which may have to ask the engine.
 */
final class EventRelay {
  /** Of events that wait to be decided on; beyond it the stream is cut. */
  private static final int MAX_WAITING = 16 * 1024 * 1024;

  private final Channel client;
  private final EventView view;
  private final IntConsumer sent;
  private final Runnable atEnd;
  private final JsonObjects objects = new JsonObjects(this::complete);
  private List<JsonObjects.Piece> waiting = new ArrayList<>();
  private long waitingBytes;
  private boolean deciding;
  private boolean ended;

  /**
   * @param sent told how many bytes went to the client
   * @param atEnd run when the last event did
   */
  EventRelay(Channel client, EventView view, IntConsumer sent, Runnable atEnd) {
    this.client = client;
    this.view = view;
    this.sent = sent;
    this.atEnd = atEnd;
  }

  void feed(ByteBuf part, boolean last) {
    try {
      objects.feed(ByteBufUtil.getBytes(part));
      if (waitingBytes > MAX_WAITING) {
        throw new UnreadableAnswer("the engine's answer has more events than can be decided on");
      }
    } catch (UnreadableAnswer unreadable) {
      cut(unreadable);
      return;
    }
    ended |= last;
    goOn();
  }

  private void complete(JsonObjects.Piece piece) {
    waiting.add(piece);
    waitingBytes += piece.json().length;
  }

  private void goOn() {
    if (deciding) {
      return;
    }
    if (waiting.isEmpty()) {
      if (ended) {
        atEnd.run();
      }
      return;
    }
    deciding = true;
    List<JsonObjects.Piece> batch = waiting;
    waiting = new ArrayList<>();
    waitingBytes = 0;
    Thread.ofVirtual().start(() -> decide(batch));
  }

  private void decide(List<JsonObjects.Piece> batch) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (JsonObjects.Piece piece : batch) {
        view.of(piece.json())
            .ifPresent(json -> new JsonObjects.Piece(piece.separated(), json).writeTo(out));
      }
      client.eventLoop().execute(() -> pass(out.toByteArray()));
    } catch (RuntimeException broken) {
      client.eventLoop().execute(() -> cut(broken));
    }
  }

  private void pass(byte[] decided) {
    deciding = false;
    if (decided.length > 0) {
      sent.accept(decided.length);
      client.writeAndFlush(
          new DefaultHttpContent(Unpooled.wrappedBuffer(decided)), client.voidPromise());
    }
    goOn();
  }

  /** A cut answer must look cut. */
  private void cut(RuntimeException broken) {
    Log.warn("a stream of events is cut", broken);
    client.close();
  }
}
