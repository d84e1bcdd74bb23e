package dev.cofferdam.docker;

/**
 * One entry of a tar archive.
 *
 * @param name as written; each char is one byte, for a name may be any bytes
 * @param link where a link leads, in the same form; empty for everything else
 * @param size bytes of content
 */
public record TarEntry(String name, Kind kind, String link, long size) {
  /** What an entry makes. */
  public enum Kind {
    FILE,
    HARD_LINK,
    SYMBOLIC_LINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    DIRECTORY,
    FIFO
  }

  boolean isDevice() {
    return kind == Kind.CHARACTER_DEVICE || kind == Kind.BLOCK_DEVICE;
  }

  /**
   * The name as the engine cleans it, Go's {@code path.Clean}, taken from the root of where the
   * archive is unpacked: without a leading slash, and the root itself is empty.
   *
   * @throws MalformedBody if it leads out of the archive
   */
  public String path() {
    return clean(name);
  }

  static String clean(String name) {
    StringBuilder out = new StringBuilder(name.length());
    boolean rooted = name.startsWith("/");
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!part.equals("..")) {
        out.append(out.isEmpty() ? "" : "/").append(part);
      } else if (!out.isEmpty()) {
        out.setLength(Math.max(0, out.lastIndexOf("/")));
      } else if (!rooted) {
        throw new MalformedBody("archive: an entry's name leads out of the archive by ..");
      }
    }
    return out.toString();
  }
}
