package dev.cofferdam.seccomp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A system call, by the name that the kernel's headers give it.
 *
 * @param name without {@code __NR_}
 * @param numbers where it has one, without {@link Architecture#base()}
 * @param since the kernel that had it first, where known: {@code 5.9}
 * @param arguments how wide each argument is taken; empty when that is not known
 * @param x32Arguments the same for x32 where it has an entry of its own; otherwise empty
 * @param i386Arguments the same for i386 where its entry takes others, as 16-bit ids; otherwise
 *     empty
 */
public record SystemCall(
    String name,
    Map<Architecture, Integer> numbers,
    Optional<String> since,
    List<Width> arguments,
    List<Width> x32Arguments,
    List<Width> i386Arguments) {
  /** Its number in the table of an architecture, without {@link Architecture#base()}. */
  public OptionalInt number(Architecture architecture) {
    Integer number = numbers.get(architecture);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** How much of an argument's register the kernel takes; all of it where that is not known. */
  public Width width(Architecture architecture, int argument) {
    List<Width> own =
        switch (architecture) {
          case X32 -> x32Arguments;
          case I386 -> i386Arguments;
          case X86_64, AARCH64 -> arguments;
        };
    List<Width> widths = own.isEmpty() ? arguments : own;
    Width width = argument < widths.size() ? widths.get(argument) : Width.BITS_64;
    return architecture.is32Bit() ? width.atMost(Width.BITS_32) : width;
  }

  @Override
  public String toString() {
    return name;
  }
}
