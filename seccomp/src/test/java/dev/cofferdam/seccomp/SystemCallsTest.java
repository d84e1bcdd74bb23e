package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SystemCallsTest {
  private static final SystemCalls KNOWN = SystemCalls.known();

  private static SystemCall call(String name) {
    return KNOWN.named(name).orElseThrow();
  }

  @Nested
  class The_table {
    /** As the kernel's own tables of 7.1 have them. */
    @ParameterizedTest
    @CsvSource({"X86_64, 385", "I386, 461", "X32, 374", "AARCH64, 327"})
    void has_every_call_of_an_architecture(Architecture architecture, int count) {
      assertThat(KNOWN.all().stream().filter(call -> call.number(architecture).isPresent()))
          .hasSize(count);
    }

    @Test
    void is_sorted_and_names_no_call_twice() throws IOException {
      List<String> names = names();
      assertThat(names).isSorted().doesNotHaveDuplicates().hasSize(KNOWN.all().size());
    }

    @ParameterizedTest
    @EnumSource
    void gives_a_number_once(Architecture architecture) {
      assertThat(KNOWN.all().stream().flatMapToInt(call -> call.number(architecture).stream()))
          .doesNotHaveDuplicates();
    }

    @Test
    void has_one_number_for_all_from_424_on() {
      for (SystemCall call : KNOWN.all()) {
        OptionalInt number = call.number(Architecture.AARCH64);
        if (number.orElse(0) >= 424) {
          assertThat(call.number(Architecture.X86_64)).as(call.name()).isEqualTo(number);
          assertThat(call.number(Architecture.I386)).as(call.name()).isEqualTo(number);
        }
      }
    }

    private static List<String> names() throws IOException {
      try (InputStream table = SystemCalls.class.getResourceAsStream("syscalls.txt")) {
        String text =
            new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.US_ASCII);
        return text.lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "read, 0 3 0 63",
    "socket, 41 359 41 198",
    "socketcall, - 102 - -",
    "ioctl, 16 54 514 29",
    "io_uring_setup, 425 425 425 425",
    "mmap2, - 192 - -",
    "uprobe, 336 - 336 -",
    "rseq_slice_yield, 471 471 471 471",
  })
  void a_call_has_the_numbers_of_the_kernel(String name, String numbers) {
    List<String> found =
        Stream.of(Architecture.values())
            .map(architecture -> call(name).number(architecture))
            .map(number -> number.isEmpty() ? "-" : Integer.toString(number.getAsInt()))
            .toList();
    assertThat(String.join(" ", found)).isEqualTo(numbers);
  }

  @ParameterizedTest
  @CsvSource({
    "read, 1.0",
    "listxattr, 2.4.18",
    "clone3, 5.3",
    "futex_time64, 5.1",
    "mseal, 6.10",
    "uprobe, 6.18",
    "listns, 6.19",
  })
  void a_call_has_the_kernel_that_had_it_first(String name, String kernel) {
    assertThat(call(name).since()).hasValue(kernel);
  }

  @ParameterizedTest
  @CsvSource({
    "X86_64, socket, 32 32 32",
    "X86_64, fchmodat, 32 64 16",
    "X86_64, lseek, 32 64 32",
    "X86_64, unshare, 64",
    "AARCH64, mseal, 64 64 64",
    "X86_64, ioctl, 32 32 64",
    "X32, ioctl, 32 32 32",
    "I386, lseek, 32 32 32",
    "X86_64, setresuid, 32 32 32",
    "I386, setresuid, 16 16 16",
    "I386, setresuid32, 32 32 32",
    "I386, chown, 32 16 16",
  })
  void an_argument_has_the_width_of_the_entry_point(
      Architecture architecture, String name, String widths) {
    String[] bits = widths.split(" ");
    for (int i = 0; i < bits.length; i++) {
      assertThat(call(name).width(architecture, i)).isEqualTo(Width.valueOf("BITS_" + bits[i]));
    }
  }
}
