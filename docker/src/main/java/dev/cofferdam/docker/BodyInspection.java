package dev.cofferdam.docker;

import java.nio.ByteBuffer;

/**
 * Reads a streamed body just before the engine does. What it has thrown at must not go on: the
 * engine would have read it otherwise.
 */
public interface BodyInspection extends AutoCloseable {
  /**
   * Takes the next bytes, all of them.
   *
   * @throws MalformedBody if the body may not go on
   */
  void feed(ByteBuffer part);

  /**
   * No more will come.
   *
   * @throws MalformedBody if the body may not end so
   */
  void end();

  /** Whether a decision can be made with what has come. */
  boolean knowsEnough();

  @Override
  void close();
}
