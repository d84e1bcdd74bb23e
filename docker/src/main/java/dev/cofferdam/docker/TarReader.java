package dev.cofferdam.docker;

import dev.cofferdam.docker.TarEntry.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a tar archive as it streams by, and holds no more of it than one header.
 *
 * <p>There are many tar formats, and readers that guess differently where an archive breaks its own
 * rules. What Go's {@code archive/tar}, which the engine uses, and others could read differently is
 * refused: records twice, two sources of one name, names with a NUL, sparse files, a size that
 * depends on the reader, anything after the end.
 */
public final class TarReader {
  /** What an archive has in it, in order. */
  public interface Contents {
    /** The next entry; what follows is its content. */
    void entry(TarEntry entry);

    /** More of the content of the file that came last; only valid during the call. */
    void content(ByteBuffer part);
  }

  /** Go's own limit, {@code maxSpecialFileSize}. */
  private static final int LONGEST_EXTENSION = 1 << 20;

  /** Linux has no longer path, PATH_MAX: the engine could not make such a file. */
  private static final int LONGEST_NAME = 4096;

  /** From here on a size does not fit into the eleven octal digits of a header. */
  private static final long BEYOND_OCTAL = 1L << 33;

  private enum State {
    HEADER,
    EXTENSION,
    CONTENT,
    PADDING,
    ENDED
  }

  private final Contents contents;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private ByteArrayOutputStream extension = new ByteArrayOutputStream(0);
  private State state = State.HEADER;
  private int blockFilled;
  private boolean zeroBlock;
  private long place;
  private long left;
  private int padding;
  private char extensionType;
  private Optional<Map<String, String>> records = Optional.empty();
  private Optional<TarHeader> last = Optional.empty();
  private Map<String, String> lastRecords = Map.of();
  private String longName = "";
  private String longLink = "";
  private boolean extended;

  public TarReader(Contents contents) {
    this.contents = contents;
  }

  /**
   * Takes the next bytes, whatever their number.
   *
   * @throws MalformedBody if it is no archive, or one that can be read in two ways; nothing of it
   *     may be used then
   */
  public void feed(ByteBuffer part) {
    while (part.hasRemaining()) {
      switch (state) {
        case HEADER, ENDED -> fillBlock(part);
        case EXTENSION -> {
          ByteBuffer some = take(part);
          byte[] bytes = new byte[some.remaining()];
          some.get(bytes);
          extension.writeBytes(bytes);
        }
        case CONTENT -> contents.content(take(part));
        case PADDING -> take(part);
      }
      advance();
    }
  }

  /** Bytes of memory that it takes at present: of an extension header that has not all come. */
  long held() {
    return 2L * extension.size();
  }

  /**
   * What the entry that came last says of itself besides; for {@link Contents#entry}.
   *
   * @throws MalformedBody if it cannot be read, or only in two ways
   */
  public TarAttributes attributes() {
    if (last.isEmpty()) {
      throw new IllegalStateException("no entry has come");
    }
    return TarAttributes.of(last.get(), lastRecords);
  }

  /** Whether a whole header has been read. */
  boolean begun() {
    return place >= TarHeader.BLOCK;
  }

  /**
   * No more will come. An archive without the two empty blocks at its end is one as well, and so is
   * one that lacks what fills up the last block: the docker client sends that where the Dockerfile
   * lies outside the context, and Go's reader takes it for a whole one (tar.Reader.next).
   */
  public void end() {
    boolean between = state != State.EXTENSION && state != State.CONTENT;
    if (!between || blockFilled > 0 || extended) {
      throw new MalformedBody("archive: it ends in the middle of an entry");
    }
  }

  private ByteBuffer take(ByteBuffer part) {
    int count = (int) Math.min(left, part.remaining());
    ByteBuffer some = part.slice(part.position(), count);
    part.position(part.position() + count);
    place += count;
    left -= count;
    return some;
  }

  private void fillBlock(ByteBuffer part) {
    int count = Math.min(block.length - blockFilled, part.remaining());
    part.get(block, blockFilled, count);
    blockFilled += count;
    place += count;
    if (blockFilled == block.length) {
      blockFilled = 0;
      header();
    }
  }

  private void header() {
    if (TarHeader.isZero(block)) {
      if (extended) {
        throw new MalformedBody("archive: it ends after a header that is for a next entry");
      }
      state = zeroBlock ? State.ENDED : State.HEADER;
      zeroBlock = true;
      return;
    }
    if (zeroBlock) {
      throw new MalformedBody("archive: something follows its end");
    }
    TarHeader header = new TarHeader(block, place - TarHeader.BLOCK);
    char type = header.type();
    switch (type) {
      case 'x', 'g', 'L', 'K' -> extension(header);
      default -> entry(header, kind(header));
    }
  }

  private void extension(TarHeader header) {
    long size = header.size();
    if (size > LONGEST_EXTENSION) {
      throw header.malformed("it is longer than " + LONGEST_EXTENSION + " bytes");
    }
    extensionType = header.type();
    expect(State.EXTENSION, size);
  }

  private void expect(State next, long size) {
    left = size;
    padding = (int) (-size & (TarHeader.BLOCK - 1));
    state = next;
    advance();
  }

  /** Goes on to the next state where the present one has all its bytes. */
  private void advance() {
    while (left == 0) {
      switch (state) {
        case EXTENSION -> {
          extended();
          left = padding;
          state = State.PADDING;
        }
        case CONTENT -> {
          left = padding;
          state = State.PADDING;
        }
        case PADDING -> state = State.HEADER;
        case HEADER, ENDED -> {
          return;
        }
      }
    }
  }

  private void extended() {
    byte[] bytes = extension.toByteArray();
    extension = new ByteArrayOutputStream(0); // it would keep its largest size
    switch (extensionType) {
      case 'x' -> {
        if (records.isPresent()) {
          throw new MalformedBody("archive: two pax headers for one entry");
        }
        records = Optional.of(PaxRecords.parse(bytes));
        extended = true;
      }
      case 'g' -> global(PaxRecords.parse(bytes));
      case 'L' -> {
        longName = longText(bytes, longName);
        extended = true;
      }
      default -> {
        longLink = longText(bytes, longLink);
        extended = true;
      }
    }
  }

  /** Go passes over a global header; others use it for every entry that follows. */
  private static void global(Map<String, String> everywhere) {
    for (String key : everywhere.keySet()) {
      if (key.equals("path") || key.equals("linkpath") || key.equals("size")) {
        throw new MalformedBody("archive: a global pax header sets " + key);
      }
    }
  }

  private static String longText(byte[] bytes, String before) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String name = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.indexOf('\0') >= 0 || !before.isEmpty()) {
      throw new MalformedBody("archive: a long name is empty, repeated or has a NUL in it");
    }
    return name;
  }

  private static Kind kind(TarHeader header) {
    return switch (header.type()) {
      case '0' -> Kind.FILE;
      // The oldest archives mark a directory by a slash.
      case '\0' -> header.name().endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
      case '1' -> Kind.HARD_LINK;
      case '2' -> Kind.SYMBOLIC_LINK;
      case '3' -> Kind.CHARACTER_DEVICE;
      case '4' -> Kind.BLOCK_DEVICE;
      case '5' -> Kind.DIRECTORY;
      case '6' -> Kind.FIFO;
      case 'S' -> throw header.malformed("a sparse file: archive without --sparse");
      default -> throw header.malformed("its type is none that is understood");
    };
  }

  private void entry(TarHeader header, Kind kind) {
    String name = override(header, "path", longName, header.name());
    String link = override(header, "linkpath", longLink, header.link());
    if (name.length() > LONGEST_NAME || link.length() > LONGEST_NAME) {
      throw header.malformed("a name is longer than " + LONGEST_NAME + " bytes");
    }
    boolean links = kind == Kind.HARD_LINK || kind == Kind.SYMBOLIC_LINK;
    if (name.isEmpty() || links == link.isEmpty()) {
      throw header.malformed("a name is missing, or there is one too many");
    }
    if (kind == Kind.FILE && name.endsWith("/")) {
      throw header.malformed("a file whose name ends in a slash");
    }
    if (header.type() == '\0' && (kind == Kind.DIRECTORY) != name.endsWith("/")) {
      throw header.malformed("it is a directory by one of its names only");
    }
    long size = size(header);
    if (kind != Kind.FILE && size != 0) {
      throw header.malformed("content where none belongs");
    }
    last = Optional.of(header);
    lastRecords = records.orElse(Map.of());
    records = Optional.empty();
    longName = "";
    longLink = "";
    extended = false;
    contents.entry(new TarEntry(name, kind, link, size));
    last = Optional.empty();
    lastRecords = Map.of();
    expect(State.CONTENT, size);
  }

  /** One source of a longer name at most: readers differ in which of two they prefer. */
  private String override(TarHeader header, String key, String gnu, String own) {
    String pax = record(key).orElse("");
    if (!pax.isEmpty() && !gnu.isEmpty()) {
      throw header.malformed("its " + key + " is given twice");
    }
    return !pax.isEmpty() ? pax : !gnu.isEmpty() ? gnu : own;
  }

  private Optional<String> record(String key) {
    return records.map(all -> all.get(key));
  }

  /** A pax size that says what the header could not; readers differ in which they use. */
  private long size(TarHeader header) {
    long own = header.size();
    Optional<String> record = record("size");
    if (record.isEmpty()) {
      return own;
    }
    String text = record.get();
    if (text.length() > 18 || !text.chars().allMatch(c -> Names.isDigit((char) c))) {
      throw header.malformed("its size is no number");
    }
    long size = Long.parseLong(text);
    if (size != own && !(own == 0 && size >= BEYOND_OCTAL)) {
      throw header.malformed("two different sizes");
    }
    return size;
  }
}
