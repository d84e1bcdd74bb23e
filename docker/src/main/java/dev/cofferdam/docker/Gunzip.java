package dev.cofferdam.docker;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses a gzip stream (RFC 1952) as it streams by, a piece at a time: plain headers, and
 * nothing after it.
 */
final class Gunzip implements AutoCloseable {
  /** So much may come of each byte; DEFLATE itself ends at 1032. */
  static final int MOST_RATIO = 200;

  /** So much may come before the ratio counts. */
  private static final long FREE = 16L << 20;

  private static final int CHUNK = 64 * 1024;

  /** What zlib takes for a window, its tables and itself (zlib.net/zlib_tech.html: 44 KB). */
  private static final int ZLIB = 44 * 1024;

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

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final boolean forEngine;
  private @Nullable Inflater inflater;
  private final CRC32 sum = new CRC32();
  private byte[] out = {};
  private final byte[] fixed = new byte[HEADER];
  private ByteBuffer input = NOTHING;
  private State state = State.HEADER;
  private int filled;
  private int texts;
  private long taken;
  private long given;
  private boolean closed;

  private Gunzip(boolean forEngine) {
    this.forEngine = forEngine;
  }

  /**
   * Of a stream that the engine decompresses as well: one member only, for the engine uses {@code
   * unpigz} where that is installed and Go's reader where not, and they do not agree on what
   * follows one. What comes out goes nowhere, so nothing slows a client down that sends a gigabyte
   * of zeros a second: their ratio is bounded.
   */
  static Gunzip asEngineDoes() {
    return new Gunzip(true);
  }

  /**
   * Of a stream that goes on decompressed, which may have several members. Whoever takes what comes
   * out sets the pace, whatever the ratio.
   */
  static Gunzip insteadOfEngine() {
    return new Gunzip(false);
  }

  /** Takes the next part, once {@link #next} has nothing more of the part before. */
  synchronized void feed(ByteBuffer part) {
    begin();
    taken += part.remaining();
    input = part;
  }

  /** Most archives are not compressed: those need none of it. */
  private void begin() {
    if (inflater == null && !closed) {
      inflater = new Inflater(true);
      out = new byte[CHUNK];
    }
  }

  /** Bytes of memory that it takes: none before the first part. */
  synchronized long held() {
    return inflater == null ? 0 : CHUNK + ZLIB;
  }

  /**
   * A piece of what the part is decompressed, or nothing at its end; valid until the next call.
   * Closing waits for no more than one piece.
   */
  synchronized ByteBuffer next() {
    if (closed) {
      throw malformed("was given up");
    }
    while (input.hasRemaining()) {
      switch (state) {
        case HEADER -> header(input.get());
        case TEXTS -> texts -= input.get() == 0 ? 1 : 0;
        case DATA -> {
          int count = inflate();
          if (count > 0) {
            return ByteBuffer.wrap(out, 0, count);
          }
        }
        case TRAILER -> trailer(input.get());
      }
      if (state == State.TEXTS && texts == 0) {
        state = State.DATA;
      }
    }
    return NOTHING;
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

  private int inflate() {
    Inflater inflating = Objects.requireNonNull(inflater);
    inflating.setInput(input);
    try {
      int count = inflating.inflate(out);
      if (inflating.needsDictionary()) {
        throw malformed("is not well-formed");
      }
      sum.update(out, 0, count);
      given += count;
      if (forEngine && given > FREE && given / MOST_RATIO > taken) {
        throw malformed("is more than " + MOST_RATIO + " times as large when decompressed");
      }
      if (inflating.finished()) {
        state = State.TRAILER;
      }
      return count;
    } catch (DataFormatException broken) {
      throw malformed("is not well-formed");
    }
  }

  private void trailer(byte next) {
    if (filled == TRAILER) {
      another(next);
      return;
    }
    long expected = filled < 4 ? sum.getValue() : given;
    if ((next & 0xff) != (expected >> (8 * (filled & 3)) & 0xff)) {
      throw malformed("has a wrong checksum");
    }
    filled++;
  }

  /** A member after the one before: what they decompress to is one stream. */
  private void another(byte first) {
    if (forEngine || first != (byte) 0x1f) {
      throw malformed("has more after its end");
    }
    Objects.requireNonNull(inflater).reset();
    sum.reset();
    given = 0;
    filled = 0;
    state = State.HEADER;
    header(first);
  }

  private static MalformedBody malformed(String problem) {
    return new MalformedBody("archive: its gzip compression " + problem);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (inflater != null) {
      inflater.end();
      inflater = null;
      out = new byte[0];
    }
  }
}
