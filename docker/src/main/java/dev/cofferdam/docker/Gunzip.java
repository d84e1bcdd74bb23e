package dev.cofferdam.docker;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses a gzip stream (RFC 1952) as it streams by: one member, plain header, nothing after
 * it. The engine uses {@code unpigz} where that is installed and Go's reader where not, which do
 * not agree on what follows a member.
 */
final class Gunzip implements AutoCloseable {
  /**
   * So much may come of each byte: DEFLATE itself ends at 1032, and a gigabyte of zeros must not
   * take a client a second.
   */
  static final int MOST_RATIO = 200;

  /** So much may come before the ratio counts. */
  private static final long FREE = 16L << 20;

  private static final int CHUNK = 64 * 1024;
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int FHCRC = 1 << 1;
  private static final int FEXTRA = 1 << 2;
  private static final int FNAME = 1 << 3;
  private static final int FCOMMENT = 1 << 4;
  private static final int RESERVED = 0xe0;

  private enum State {
    HEADER,
    TEXTS,
    DATA,
    TRAILER
  }

  private final Consumer<ByteBuffer> content;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] out = new byte[CHUNK];
  private final byte[] fixed = new byte[HEADER];
  private State state = State.HEADER;
  private int filled;
  private int texts;
  private long taken;
  private long given;
  private boolean closed;

  /**
   * @param content gets what comes out; only valid during the call
   */
  Gunzip(Consumer<ByteBuffer> content) {
    this.content = content;
  }

  /** Closing does not wait for the thread that feeds to be done with the whole body. */
  synchronized void feed(ByteBuffer part) {
    if (closed) {
      throw malformed("was given up");
    }
    taken += part.remaining();
    while (part.hasRemaining()) {
      switch (state) {
        case HEADER -> header(part.get());
        case TEXTS -> texts -= part.get() == 0 ? 1 : 0;
        case DATA -> inflate(part);
        case TRAILER -> trailer(part.get());
      }
      if (state == State.TEXTS && texts == 0) {
        state = State.DATA;
      }
    }
  }

  void end() {
    if (state != State.TRAILER || filled != TRAILER) {
      throw malformed("ends too early");
    }
  }

  private void header(byte next) {
    fixed[filled++] = next;
    if (filled < HEADER) {
      return;
    }
    filled = 0;
    int flags = fixed[3] & 0xff;
    if (Compression.of(fixed) != Compression.GZIP
        || fixed[2] != 8
        || (flags & (FHCRC | FEXTRA | RESERVED)) != 0) {
      throw malformed("has a header with extra fields");
    }
    texts = Integer.bitCount(flags & (FNAME | FCOMMENT));
    state = State.TEXTS;
  }

  private void inflate(ByteBuffer part) {
    inflater.setInput(part);
    try {
      while (!inflater.needsInput() && !inflater.finished()) {
        int count = inflater.inflate(out);
        if (inflater.needsDictionary()) {
          throw malformed("is not well-formed");
        }
        sum.update(out, 0, count);
        given += count;
        if (given > FREE && given / MOST_RATIO > taken) {
          throw malformed("is more than " + MOST_RATIO + " times as large when decompressed");
        }
        content.accept(ByteBuffer.wrap(out, 0, count));
      }
    } catch (DataFormatException broken) {
      throw malformed("is not well-formed");
    }
    if (inflater.finished()) {
      state = State.TRAILER;
    }
  }

  private void trailer(byte next) {
    if (filled == TRAILER) {
      throw malformed("has more after its end");
    }
    long expected = filled < 4 ? sum.getValue() : given;
    if ((next & 0xff) != (expected >> (8 * (filled & 3)) & 0xff)) {
      throw malformed("has a wrong checksum");
    }
    filled++;
  }

  private static MalformedBody malformed(String problem) {
    return new MalformedBody("archive: its gzip compression " + problem);
  }

  @Override
  public synchronized void close() {
    closed = true;
    inflater.end();
  }
}
