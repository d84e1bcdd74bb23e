package dev.cofferdam.docker;

import java.nio.ByteBuffer;

/**
 * An archive on its way into a container ({@code PUT …/archive}): uncompressed and readable in one
 * way only. One that is compressed by gzip goes on decompressed.
 *
 * <p>Engines before 29.5.1 started a decompressor that they found inside the container
 * (CVE-2026-41567), as root on the host. Device nodes are refused: in a volume or bind mount they
 * are the host's devices to whoever can open the file. Names need no check: the engine resolves
 * them inside the container's root.
 */
public final class ArchiveUpload implements BodyInspection {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TarReader tar = new TarReader(new Entries());
  private final Gunzip gunzip = Gunzip.insteadOfEngine();

  /** Of what came, and of what goes on. */
  private final Beginning outside = new Beginning();

  private final Beginning inside = new Beginning();
  private ByteBuffer input = NOTHING;

  @Override
  public void feed(ByteBuffer part) {
    if (outside.isKnown()) {
      input = part;
    } else {
      outside.add(part);
      input = outside.isKnown() ? outside.followedBy(part) : NOTHING;
    }
    if (isCompressed()) {
      gunzip.feed(input);
    }
  }

  @Override
  public ByteBuffer next() {
    ByteBuffer piece = isCompressed() ? gunzip.next() : input;
    input = NOTHING;
    inside.add(piece.duplicate());
    if (inside.isKnown() && inside.compression() != Compression.NONE) {
      throw new MalformedBody(
          "archive: what goes into a container has to be a tar archive, uncompressed or compressed"
              + " once by gzip, not "
              + inside.compression());
    }
    tar.feed(piece.duplicate());
    return piece;
  }

  /** Whether it came compressed, so that what goes on is something else than what came. */
  public boolean isCompressed() {
    return outside.isKnown() && outside.compression() == Compression.GZIP;
  }

  @Override
  public boolean isPlain() {
    return outside.isKnown() && !isCompressed();
  }

  @Override
  public long held() {
    return tar.held() + gunzip.held();
  }

  @Override
  public void end() {
    if (outside.isCut() || inside.isCut()) {
      throw new MalformedBody("archive: it is shorter than any archive");
    }
    if (isCompressed()) {
      gunzip.end();
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
    gunzip.close();
  }

  /** As many first bytes as it takes to tell a compression. */
  private static final class Beginning {
    private final byte[] first = new byte[Compression.LENGTH];
    private int seen;

    void add(ByteBuffer part) {
      int count = Math.min(first.length - seen, part.remaining());
      part.get(first, seen, count);
      seen += count;
    }

    boolean isKnown() {
      return seen == first.length;
    }

    boolean isCut() {
      return seen > 0 && !isKnown();
    }

    Compression compression() {
      return Compression.of(first);
    }

    ByteBuffer followedBy(ByteBuffer rest) {
      return ByteBuffer.allocate(first.length + rest.remaining()).put(first).put(rest).flip();
    }
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
