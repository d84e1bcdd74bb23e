package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every system call that is known, with its numbers: the table of {@code syscalls.txt}, which
 * {@code seccomp/tables/generate} makes from the kernel's headers.
 */
public final class SystemCalls {
  private static final String TABLE = "syscalls.txt";
  private static final SystemCalls KNOWN = read();

  private final Map<String, SystemCall> byName;
  private final Map<Architecture, SystemCall[]> byNumber;

  private SystemCalls(Collection<SystemCall> calls) {
    byName = new TreeMap<>();
    byNumber = new EnumMap<>(Architecture.class);
    for (SystemCall call : calls) {
      byName.put(call.name(), call);
    }
    for (Architecture architecture : Architecture.values()) {
      byNumber.put(architecture, numberedBy(architecture, calls));
    }
  }

  /** The table that this library was built with. */
  public static SystemCalls known() {
    return KNOWN;
  }

  /** All of them, by name. */
  public Collection<SystemCall> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  public Optional<SystemCall> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The call that has a number.
   *
   * @param number without {@link Architecture#base()}
   */
  public Optional<SystemCall> numbered(Architecture architecture, int number) {
    SystemCall[] calls = table(architecture);
    return number < 0 || number >= calls.length
        ? Optional.empty()
        : Optional.ofNullable(calls[number]);
  }

  /** One more than the largest number of an architecture. */
  public int end(Architecture architecture) {
    return table(architecture).length;
  }

  private SystemCall[] table(Architecture architecture) {
    return Objects.requireNonNull(byNumber.get(architecture));
  }

  private static SystemCall[] numberedBy(Architecture architecture, Collection<SystemCall> calls) {
    int end = 0;
    for (SystemCall call : calls) {
      end = Math.max(end, 1 + call.number(architecture).orElse(-1));
    }
    SystemCall[] numbered = new SystemCall[end];
    for (SystemCall call : calls) {
      int number = call.number(architecture).orElse(-1);
      if (number >= 0) {
        numbered[number] = call;
      }
    }
    return numbered;
  }

  private static SystemCalls read() {
    Map<String, List<Width>> widths = new HashMap<>();
    List<SystemCall> calls = new ArrayList<>();
    for (String line : Resources.lines(TABLE)) {
      calls.add(parse(line, widths));
    }
    return new SystemCalls(calls);
  }

  /** One line: name, numbers, since, widths, those of x32, those of i386. */
  private static SystemCall parse(String line, Map<String, List<Width>> widths) {
    String[] columns = line.split(" ", -1);
    Architecture[] architectures = Architecture.values();
    if (columns.length != architectures.length + 5) {
      throw new IllegalStateException(TABLE + ": cannot be read: " + line);
    }
    Map<Architecture, Integer> numbers = new EnumMap<>(Architecture.class);
    for (int i = 0; i < architectures.length; i++) {
      if (!columns[i + 1].equals("-")) {
        numbers.put(architectures[i], Integer.parseInt(columns[i + 1]));
      }
    }
    int rest = architectures.length + 1;
    String since = columns[rest];
    return new SystemCall(
        columns[0],
        Collections.unmodifiableMap(numbers),
        since.equals("-") ? Optional.empty() : Optional.of(since),
        widths(columns[rest + 1], widths),
        widths(columns[rest + 2], widths),
        widths(columns[rest + 3], widths));
  }

  private static List<Width> widths(String letters, Map<String, List<Width>> known) {
    List<Width> same = known.get(letters);
    if (same == null) {
      same = widths(letters);
      known.put(letters, same);
    }
    return same;
  }

  private static List<Width> widths(String letters) {
    List<Width> widths = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      switch (letters.charAt(i)) {
        case 'h' -> widths.add(Width.BITS_16);
        case 'i' -> widths.add(Width.BITS_32);
        case 'l', 'p' -> widths.add(Width.BITS_64);
        case '-', '.' -> {}
        default -> throw new IllegalStateException(TABLE + ": no width is called " + letters);
      }
    }
    return List.copyOf(widths);
  }
}
