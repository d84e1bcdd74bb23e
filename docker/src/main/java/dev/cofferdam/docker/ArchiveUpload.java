package dev.cofferdam.docker;

import java.nio.ByteBuffer;

/**
 * An archive on its way into a container ({@code PUT …/archive}): uncompressed and readable in one
 * way only.
 *
 * <p>Engines before 29.5.1 started a decompressor that they found inside the container
 * (CVE-2026-41567), as root on the host. Device nodes are refused: in a volume or bind mount they
 * are the host's devices to whoever can open the file. Names need no check: the engine resolves
 * them inside the container's root.
 */
public final class ArchiveUpload implements BodyInspection {
  private final TarReader tar = new TarReader(new Entries());
  private final byte[] first = new byte[Compression.LENGTH];
  private int seen;

  @Override
  public void feed(ByteBuffer part) {
    while (seen < first.length && part.hasRemaining()) {
      first[seen++] = part.get();
      if (seen == first.length) {
        if (Compression.of(first) != Compression.NONE) {
          throw new MalformedBody(
              "archive: what goes into a container has to be an uncompressed tar archive, not "
                  + Compression.of(first));
        }
        tar.feed(ByteBuffer.wrap(first));
      }
    }
    tar.feed(part);
  }

  @Override
  public void end() {
    if (seen < first.length && seen > 0) {
      throw new MalformedBody("archive: it is shorter than any archive");
    }
    tar.end();
  }

  /** With the first header read it is an archive, and no compressed one. */
  @Override
  public boolean knowsEnough() {
    return tar.begun();
  }

  @Override
  public void close() {
    // holds nothing
  }

  private static final class Entries implements TarReader.Contents {
    @Override
    public void entry(TarEntry entry) {
      if (entry.isDevice()) {
        throw new MalformedBody(
            "archive: it has a device node in it; leave it out, and give the container the device"
                + " itself with --device");
      }
    }

    @Override
    public void content(ByteBuffer part) {
      // what files contain decides nothing
    }
  }
}
