package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of an archive go, as fast as they are taken. */
interface ArchiveOut {
  /**
   * Waits until there is room.
   *
   * @param bytes all that remain; theirs again when it returns
   * @throws IOException when nobody wants more
   */
  void write(ByteBuffer bytes) throws IOException;
}
