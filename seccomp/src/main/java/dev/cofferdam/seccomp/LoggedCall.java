package dev.cofferdam.seccomp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record of the kernel about one system call that a filter logged or refused: {@code
 * AUDIT_SECCOMP}, type 1326 (kernel/auditsc.c, audit_seccomp). It tells no container, no argument
 * and no errno.
 *
 * @param serial of the record; the kernel numbers all of its records one after the other
 * @param pid in the initial namespace
 * @param audit {@code AUDIT_ARCH_…}
 * @param number as in the register, x32's bit included
 * @param action what was done, without its data
 */
public record LoggedCall(long serial, long pid, int audit, int number, Action.Kind action) {
  private static final String START = "audit(";

  /** MAX_AUDIT_MESSAGE_LENGTH of linux/audit.h. */
  private static final int LONGEST = 8970;

  /**
   * What a record of type 1326 says; empty when it is of another form.
   *
   * <p>What a process chose itself, comm and exe, cannot make a field of its own: the kernel writes
   * it in hexadecimal if there is a blank in it.
   */
  public static Optional<LoggedCall> parse(String record) {
    Optional<Long> serial = serial(record);
    if (serial.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    for (String field : record.split(" ", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    try {
      return Optional.of(
          new LoggedCall(
              serial.get(),
              number(fields, "pid", 10),
              (int) number(fields, "arch", 16),
              call(fields),
              Action.ofReturnValue((int) number(fields, "code", 16)).kind()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The serial number of any record of the kernel. */
  public static Optional<Long> serial(String record) {
    int end = record.indexOf("):");
    int colon = record.indexOf(':');
    if (!record.startsWith(START) || colon < 0 || colon > end || record.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(record.substring(colon + 1, end)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A number of 32 bits, without a sign; where it is in hexadecimal, with 0x or without. */
  private static long number(Map<String, String> fields, String name, int radix) {
    String value = fields.getOrDefault(name, "");
    String digits = radix == 16 && value.startsWith("0x") ? value.substring(2) : value;
    return Integer.toUnsignedLong(Integer.parseUnsignedInt(digits, radix));
  }

  /** The kernel writes an int as a long: numbers with the top bit set come with a sign. */
  private static int call(Map<String, String> fields) {
    String value = fields.getOrDefault("syscall", "");
    return value.startsWith("-") ? Integer.parseInt(value) : Integer.parseUnsignedInt(value);
  }
}
