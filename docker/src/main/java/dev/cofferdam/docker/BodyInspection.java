package dev.cofferdam.docker;

import java.nio.ByteBuffer;

/**
 * Reads a streamed body just before the engine does. What it has thrown at must not go on: the
 * engine would have read it otherwise.
 */
public interface BodyInspection extends AutoCloseable {
  /**
   * Takes the next bytes, all of them, once {@link #next} has given all that came of those before.
   *
   * @throws MalformedBody if the body may not go on
   */
  void feed(ByteBuffer part);

  /**
   * Some of what goes on in place of the bytes that were fed, or nothing when that was all. Valid
   * until the next call only.
   *
   * @throws MalformedBody if the body may not go on
   */
  ByteBuffer next();

  /**
   * No more will come.
   *
   * @throws MalformedBody if the body may not end so
   */
  void end();

  /**
   * Whether it is known that nothing of it is compressed: then {@link #next} gives the bytes as
   * they came, and to read them takes about as long as to copy them.
   */
  boolean isPlain();

  /** Bytes of memory that it takes at present, about; beside a few KiB that each has. */
  long held();

  /** Whether a decision can be made with what has come. */
  boolean knowsEnough();

  @Override
  void close();
}
