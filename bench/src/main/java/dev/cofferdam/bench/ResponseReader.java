package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds where an HTTP/1.1 response ends, a piece at a time, and counts the bytes of its body. Only
 * what the engine and the proxies of the bench send: a length, chunks, or no body.
 */
final class ResponseReader {
  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILER,
    DONE
  }

  private static final int MAX_HEAD = 16 * 1024;

  private final byte[] head = new byte[MAX_HEAD];
  private final byte[] kept = new byte[512];
  private int keptLength;
  private Optional<WritableByteChannel> file = Optional.empty();
  private State state = State.HEAD;
  private int headLength;
  private int lineEnds;
  private int status;
  private long left;
  private long bodyBytes;
  private int lineLength;

  /** Forgets the response, for the next one. */
  void reset() {
    state = State.HEAD;
    headLength = 0;
    lineEnds = 0;
    bodyBytes = 0;
    keptLength = 0;
  }

  /** Has the bodies of the answers that follow written to a file. */
  void into(WritableByteChannel channel) {
    file = Optional.of(channel);
  }

  int status() {
    return status;
  }

  long bodyBytes() {
    return bodyBytes;
  }

  /** Whether the head is complete, and what follows it is the body or another protocol. */
  boolean headComplete() {
    return state != State.HEAD;
  }

  /** The beginning of the body: an id, or what an error says. */
  String kept() {
    return new String(kept, 0, keptLength, StandardCharsets.UTF_8).strip();
  }

  String head() {
    return new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
  }

  /**
   * Takes bytes up to the end of the response at most.
   *
   * @return whether the response is complete
   */
  boolean take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining() && state != State.DONE) {
      switch (state) {
        case HEAD -> takeHead(bytes);
        case BODY -> takeBody(bytes, State.DONE);
        case CHUNK_SIZE -> takeChunkSize(bytes.get());
        case CHUNK_DATA -> takeBody(bytes, State.CHUNK_END);
        case CHUNK_END -> state = bytes.get() == '\n' ? startOfChunk() : State.CHUNK_END;
        case TRAILER -> takeTrailer(bytes.get());
        case DONE -> throw new IllegalStateException("done");
      }
    }
    return state == State.DONE;
  }

  private void takeHead(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (headLength == MAX_HEAD) {
        throw new IOException("the head of an answer is over " + MAX_HEAD + " bytes");
      }
      head[headLength++] = b;
      if (b == '\n') {
        if (++lineEnds == 2) {
          state = afterHead();
          return;
        }
      } else if (b != '\r') {
        lineEnds = 0;
      }
    }
  }

  private State afterHead() throws IOException {
    String text = head().toLowerCase(Locale.ROOT);
    if (!text.startsWith("http/1.1 ")) {
      throw new IOException("no HTTP answer: " + text.lines().findFirst().orElse(""));
    }
    status = Integer.parseInt(text.substring(9, 12));
    if (text.contains("\ntransfer-encoding: chunked\r")) {
      return startOfChunk();
    }
    int length = text.indexOf("\ncontent-length:");
    if (length >= 0) {
      int from = length + "\ncontent-length:".length();
      left = Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
      return left == 0 ? State.DONE : State.BODY;
    }
    if (status == 101 || status == 204 || status == 304) {
      return State.DONE;
    }
    throw new IOException("an answer without a length: " + text.lines().findFirst().orElse(""));
  }

  private State startOfChunk() {
    left = 0;
    return State.CHUNK_SIZE;
  }

  private void takeBody(ByteBuffer bytes, State next) throws IOException {
    int taken = (int) Math.min(left, bytes.remaining());
    int more = Math.min(taken, kept.length - keptLength);
    if (more > 0) {
      bytes.get(bytes.position(), kept, keptLength, more);
      keptLength += more;
    }
    if (file.isPresent()) {
      file.get().write(bytes.slice(bytes.position(), taken)); // a file takes all
    }
    bytes.position(bytes.position() + taken);
    left -= taken;
    bodyBytes += taken;
    if (left == 0) {
      state = next;
    }
  }

  private void takeChunkSize(byte b) throws IOException {
    if (b == '\n') {
      lineLength = 0;
      state = left == 0 ? State.TRAILER : State.CHUNK_DATA;
    } else if (b != '\r') {
      int digit = Character.digit(b, 16);
      if (digit < 0) {
        throw new IOException("a chunk's size has the byte " + b);
      }
      left = left * 16 + digit;
    }
  }

  private void takeTrailer(byte b) {
    if (b == '\n') {
      state = lineLength == 0 ? State.DONE : State.TRAILER;
      lineLength = 0;
    } else if (b != '\r') {
      lineLength++;
    }
  }
}
