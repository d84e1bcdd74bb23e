package dev.cofferdam.docker;

import dev.cofferdam.docker.TarEntry.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The archive that a build is made from, read as it streams by to find its Dockerfile, and to be
 * sure that the engine builds from that one.
 *
 * <p>The engine unpacks the whole archive to a disk and then opens the Dockerfile there: a later
 * entry of the same name replaces it, and one can get to it through a link. An archive in which
 * that happens is refused, however late it shows: the engine has not built anything until it has
 * all of it.
 */
public final class BuildContext implements BodyInspection {
  /** Of a Dockerfile; those that people write are a few KiB. */
  private static final int LONGEST_DOCKERFILE = 256 * 1024;

  private static final String DEFAULT = "Dockerfile";

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TarReader tar = new TarReader(new Entries());
  private final Gunzip gunzip = Gunzip.asEngineDoes();
  private final byte[] first = new byte[Compression.LENGTH];
  private final String wanted;

  /**
   * What the engine takes where the default is not there; empty where another name is asked for.
   */
  private final String fallback;

  private final Set<String> names;
  private final LinkPaths links = new LinkPaths();
  private Compression compression = Compression.NONE;
  private Optional<ByteArrayOutputStream> collecting = Optional.empty();
  private Optional<byte[]> dockerfile = Optional.empty();
  private Optional<ByteArrayOutputStream> found = Optional.empty();
  private Optional<ByteArrayOutputStream> foundFallback = Optional.empty();
  private ByteBuffer passed = NOTHING;
  private int seen;

  /**
   * @param dockerfile the query parameter, empty for the default
   */
  public BuildContext(String dockerfile) {
    wanted = TarEntry.clean("/" + (dockerfile.isEmpty() ? DEFAULT : dockerfile));
    fallback = wanted.equals(DEFAULT) ? "dockerfile" : "";
    names = new HashSet<>(Set.of(wanted.split("/")));
    if (!fallback.isEmpty()) {
      names.add(fallback);
    }
  }

  /**
   * The Dockerfile, as soon as it is known which one the engine would take; and empty after the end
   * where the engine would find none.
   */
  public Optional<byte[]> dockerfile() {
    return dockerfile;
  }

  @Override
  public void feed(ByteBuffer part) {
    passed = part.duplicate();
    while (seen < first.length && part.hasRemaining()) {
      first[seen++] = part.get();
      if (seen == first.length) {
        compression = Compression.of(first);
        pass(ByteBuffer.wrap(first));
      }
    }
    if (part.hasRemaining()) {
      pass(part);
    }
    dockerfile = dockerfile.or(() -> complete(found));
  }

  /** The part as it came: the engine decompresses it itself. */
  @Override
  public ByteBuffer next() {
    ByteBuffer all = passed;
    passed = NOTHING;
    return all;
  }

  private void pass(ByteBuffer part) {
    switch (compression) {
      case NONE -> tar.feed(part);
      case GZIP -> {
        gunzip.feed(part);
        for (ByteBuffer some = gunzip.next(); some.hasRemaining(); some = gunzip.next()) {
          tar.feed(some);
        }
      }
      case BZIP2, XZ, ZSTD ->
          throw new MalformedBody(
              "archive: it is compressed in a way that is not looked into: send it uncompressed or"
                  + " with gzip");
    }
  }

  @Override
  public void end() {
    if (seen < first.length && seen > 0) {
      throw new MalformedBody("archive: it is shorter than any archive");
    }
    if (compression == Compression.GZIP) {
      gunzip.end();
    }
    tar.end();
    finishFile();
    dockerfile = complete(found).or(() -> complete(foundFallback));
  }

  @Override
  public boolean isPlain() {
    return seen == first.length && compression == Compression.NONE;
  }

  @Override
  public long held() {
    long dockerfiles = size(found) + size(foundFallback) + dockerfile.map(f -> f.length).orElse(0);
    return tar.held() + gunzip.held() + links.held() + 2 * dockerfiles;
  }

  private static long size(Optional<ByteArrayOutputStream> file) {
    return file.map(ByteArrayOutputStream::size).orElse(0);
  }

  @Override
  public boolean knowsEnough() {
    return dockerfile.isPresent();
  }

  @Override
  public void close() {
    gunzip.close();
  }

  /** What was collected, once it is whole. */
  private Optional<byte[]> complete(Optional<ByteArrayOutputStream> file) {
    return file.filter(out -> collecting.filter(out::equals).isEmpty())
        .map(ByteArrayOutputStream::toByteArray);
  }

  private void finishFile() {
    collecting = Optional.empty();
  }

  private final class Entries implements TarReader.Contents {
    private long left;

    @Override
    public void entry(TarEntry entry) {
      finishFile();
      String path = TarEntry.clean(entry.name());
      if (path.equals(wanted)) {
        found = begin(entry, found);
      } else if (!fallback.isEmpty() && path.equals(fallback)) {
        foundFallback = begin(entry, foundFallback);
      } else {
        check(entry, path);
      }
      if (entry.kind() == Kind.SYMBOLIC_LINK || entry.kind() == Kind.HARD_LINK) {
        links.add(path);
      }
    }

    private Optional<ByteArrayOutputStream> begin(
        TarEntry entry, Optional<ByteArrayOutputStream> before) {
      if (before.isPresent()) {
        throw new MalformedBody("archive: its Dockerfile is in it more than once");
      }
      if (entry.kind() != Kind.FILE || links.leadTo(TarEntry.clean(entry.name()))) {
        throw new MalformedBody(
            "archive: its Dockerfile is no plain file: name the file itself, with --file");
      }
      if (entry.size() > LONGEST_DOCKERFILE) {
        throw new MalformedBody(
            "archive: its Dockerfile is larger than " + LONGEST_DOCKERFILE + " bytes");
      }
      left = entry.size();
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      collecting = left == 0 ? Optional.empty() : Optional.of(file);
      return Optional.of(file);
    }

    /** Whether another entry can change what the Dockerfile's path leads to. */
    private void check(TarEntry entry, String path) {
      if (wanted.startsWith(path + "/") && entry.kind() != Kind.DIRECTORY) {
        throw new MalformedBody("archive: a directory of its Dockerfile is no plain directory");
      }
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (names.contains(name) && links.leadTo(path)) {
        throw new MalformedBody("archive: it may reach its Dockerfile through a link");
      }
    }

    @Override
    public void content(ByteBuffer part) {
      collecting.ifPresent(file -> {
        left -= part.remaining();
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        file.writeBytes(bytes);
        if (left == 0) {
          finishFile();
        }
      });
    }
  }
}
