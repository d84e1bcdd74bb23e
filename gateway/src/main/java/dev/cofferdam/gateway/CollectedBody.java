package dev.cofferdam.gateway;

import dev.cofferdam.docker.RequestDocuments;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.OptionalLong;

/**
 * A body that is collected whole, to be parsed. The memory for that is taken before the first byte
 * is asked for, and a request waits for it then, while it holds none: two that hold some and wait
 * for more would wait for each other. What a body turns out not to need is given back. On the
 * client's event loop only.
 */
final class CollectedBody {
  /** Who waits for it. */
  interface Outcome {
    void collected(byte[] bytes);

    void failed(int status, String why);
  }

  /** Bytes of memory for each that comes: as it came, as text, and as it is written again. */
  private static final int EACH_BYTE = 4;

  /**
   * Bytes of memory for a value of the document, at most: an entry of a map, its key, and an object
   * of twenty fields.
   */
  private static final int EACH_VALUE = 256;

  /** What a body has of values where it says nothing of itself: so many, and one in eight bytes. */
  private static final int SOME_VALUES = 64;

  private static final int BYTES_OF_A_VALUE = 8;

  /** A body whose length is not said is expected to be no longer; most are much shorter. */
  private static final int UNSAID = 16 * 1024;

  private final Channel channel;
  private final MemoryBudget.Share memory;
  private final Runnable more;
  private final Outcome outcome;
  private ByteBuf collected = Unpooled.EMPTY_BUFFER;
  private int values = 1;
  private long taken;
  private boolean over;

  /**
   * @param more asks for the next part
   */
  CollectedBody(Channel channel, MemoryBudget.Share memory, Runnable more, Outcome outcome) {
    this.channel = channel;
    this.memory = memory;
    this.more = more;
    this.outcome = outcome;
  }

  /**
   * @param length as the client says, where he does
   * @param begin asks for the first part
   */
  void start(OptionalLong length, Runnable begin) {
    long expected = length.orElse(UNSAID);
    if (expected > RequestDocuments.MOST_BYTES) {
      tooLarge();
      return;
    }
    long needed = needed(expected, SOME_VALUES + expected / BYTES_OF_A_VALUE);
    memory.take(
        needed,
        channel.eventLoop(),
        enough -> {
          if (!over && enough) {
            taken = needed;
            collected = channel.alloc().buffer();
            begin.run();
          } else if (!over) {
            full();
          }
        });
  }

  /** Takes the next part and its reference. */
  void accept(HttpContent part) {
    collect(part);
    part.release();
  }

  private void collect(HttpContent part) {
    ByteBuf bytes = part.content();
    int size = collected.readableBytes() + bytes.readableBytes();
    values += mostValues(bytes);
    long missing = needed(size, values) - taken;
    if (size > RequestDocuments.MOST_BYTES) {
      tooLarge();
    } else if (missing > 0 && !memory.tryTake(missing)) {
      full();
    } else {
      taken += Math.max(0, missing);
      collected.writeBytes(bytes);
      if (part instanceof LastHttpContent) {
        complete();
      } else {
        more.run();
      }
    }
  }

  private void complete() {
    byte[] bytes = ByteBufUtil.getBytes(collected);
    memory.giveBack(taken - needed(bytes.length, values));
    outcome.collected(bytes);
  }

  /** More values are none that can be parsed. */
  private static long needed(long bytes, long values) {
    return EACH_BYTE * bytes + EACH_VALUE * Math.min(values, RequestDocuments.MOST_VALUES);
  }

  /**
   * As many values as there can be in a part: each but the first of a document has one of three
   * characters before it, which may also be in strings.
   */
  private static int mostValues(ByteBuf json) {
    int[] count = {0};
    json.forEachByte(character -> {
      count[0] += character == ',' || character == ':' || character == '[' ? 1 : 0;
      return true;
    });
    return count[0];
  }

  private void tooLarge() {
    outcome.failed(413, "the body is larger than " + RequestDocuments.MOST_BYTES + " bytes");
  }

  private void full() {
    outcome.failed(503, MemoryBudget.NO_ROOM);
  }

  /** Lets go of the bytes; of the memory the request itself does, when it is over. */
  void release() {
    over = true;
    collected.release();
    collected = Unpooled.EMPTY_BUFFER;
  }
}
