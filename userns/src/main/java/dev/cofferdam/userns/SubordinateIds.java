package dev.cofferdam.userns;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The lines of {@code /etc/subuid} or {@code /etc/subgid}: {@code name-or-uid:first:count}, any
 * number of them for a name. See subuid(5).
 *
 * <p>shadow skips a line that it does not understand. Here it is an error: ids that somebody may
 * have are not given to a container because of a typing mistake.
 */
public record SubordinateIds(List<Entry> entries) {
  private static final int MOST_LINES = 1_000_000;

  /**
   * One line.
   *
   * @param name a user's name, or a uid in decimal
   * @param line from 1 on
   */
  public record Entry(String name, IdRange ids, int line) {}

  public SubordinateIds {
    entries = List.copyOf(entries);
  }

  /**
   * Empty lines, comments and entries of no ids are passed over.
   *
   * @param file what the text is of, for messages
   * @throws UsernsException if a line is not understood, with its number
   */
  public static SubordinateIds parse(String text, String file) throws UsernsException {
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", MOST_LINES)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] fields = line.strip().split(":", -1);
        if (fields.length != 3 || fields[0].isEmpty()) {
          throw malformed(file, number, "it is not name:first:count");
        }
        OptionalLong first = Decimal.parse(fields[1]);
        OptionalLong count = Decimal.parse(fields[2]);
        if (first.isEmpty() || count.isEmpty()) {
          throw malformed(file, number, "the first id and the count are numbers of 32 bits");
        }
        if (count.getAsLong() > 0) {
          entries.add(new Entry(fields[0], range(first, count, file, number), number));
        }
      }
    }
    return new SubordinateIds(entries);
  }

  private static IdRange range(OptionalLong first, OptionalLong count, String file, int number)
      throws UsernsException {
    try {
      return new IdRange(first.getAsLong(), count.getAsLong());
    } catch (IllegalArgumentException e) {
      throw malformed(file, number, String.valueOf(e.getMessage()));
    }
  }

  private static UsernsException malformed(String file, int line, String problem) {
    return new UsernsException(
        "%s line %d is not understood: %s; correct it or put a # before it"
            .formatted(file, line, problem));
  }

  /** What a user was given, in the order of the lines; a uid counts as a name of its own. */
  public List<IdRange> of(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).map(Entry::ids).toList();
  }

  /** All of it as what is not for containers. */
  public List<Claim> claims(String file) {
    return entries.stream()
        .map(entry ->
            new Claim(
                entry.ids(),
                "%s (%s line %d)".formatted(Printable.shown(entry.name()), file, entry.line())))
        .toList();
  }
}
