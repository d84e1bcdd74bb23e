package dev.cofferdam.docker;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an entry of a tar archive says of its file, beside its name and content.
 *
 * @param mode permissions, set-id and sticky bits
 * @param uid in the archive's own count; up to 2^32 - 2
 * @param modified to the nanosecond
 * @param xattrs extended attributes by name; a char for each byte, of names and values
 */
public record TarAttributes(
    int mode, long uid, long gid, Instant modified, SortedMap<String, String> xattrs) {
  /** The last id: -1 means none to the kernel. */
  private static final long LAST_ID = 0xffff_fffeL;

  private static final Pattern TIME = Pattern.compile("(-?)([0-9]{1,12})(?:\\.([0-9]*))?");

  /**
   * @throws IllegalArgumentException for ids or a mode that no file has
   */
  public TarAttributes {
    if (uid < 0 || uid > LAST_ID || gid < 0 || gid > LAST_ID || (mode & ~07777) != 0) {
      throw new IllegalArgumentException("no file has mode %o, %d:%d".formatted(mode, uid, gid));
    }
    xattrs = new TreeMap<>(xattrs);
  }

  /** Of a header, with what its pax records say better. */
  static TarAttributes of(TarHeader header, Map<String, String> records) {
    SortedMap<String, String> xattrs = new TreeMap<>();
    records.forEach((key, value) -> {
      if (key.startsWith(PaxRecords.XATTR)) {
        xattrs.put(key.substring(PaxRecords.XATTR.length()), value);
      }
    });
    Optional<String> uid = given(records, "uid");
    Optional<String> gid = given(records, "gid");
    Optional<String> time = given(records, "mtime");
    return new TarAttributes(
        header.mode(),
        uid.isPresent() ? id(header, uid.get()) : id(header, header.uid()),
        gid.isPresent() ? id(header, gid.get()) : id(header, header.gid()),
        time.isPresent() ? time(header, time.get()) : Instant.ofEpochSecond(header.seconds()),
        xattrs);
  }

  /** As Go has it, an empty record gives nothing. */
  private static Optional<String> given(Map<String, String> records, String key) {
    return Optional.ofNullable(records.get(key)).filter(value -> !value.isEmpty());
  }

  private static long id(TarHeader header, String text) {
    if (text.length() > 10 || !text.chars().allMatch(c -> Names.isDigit((char) c))) {
      throw header.malformed("a record of it has an owner that is no number");
    }
    return id(header, Long.parseLong(text));
  }

  private static long id(TarHeader header, long id) {
    if (id > LAST_ID) {
      throw header.malformed("its owner is no id: " + id);
    }
    return id;
  }

  private static Instant time(TarHeader header, String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw header.malformed("a record of it has a time that is none");
    }
    String digits = time.group(3) == null ? "" : time.group(3);
    long nanos = Long.parseLong((digits + "000000000").substring(0, 9));
    long seconds = Long.parseLong(time.group(2));
    return time.group(1).isEmpty()
        ? Instant.ofEpochSecond(seconds, nanos)
        : Instant.ofEpochSecond(-seconds, -nanos);
  }
}
