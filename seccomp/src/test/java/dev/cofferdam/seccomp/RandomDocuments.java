package dev.cofferdam.seccomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Documents with a few calls, and several rules for each that overlap. */
final class RandomDocuments {
  private static final List<String> CALLS =
      List.of("socket", "mmap", "lseek", "clone", "setpgid", "socketcall", "chmod", "getcwd");
  private static final List<String> ACTIONS =
      List.of("ALLOW", "ERRNO", "LOG", "TRACE", "TRAP", "KILL", "KILL_PROCESS");
  private static final List<String> OPERATORS =
      List.of("EQ", "EQ", "EQ", "NE", "LT", "LE", "GT", "GE");
  private static final List<String> VALUES =
      List.of("0", "1", "2", "3", "8", "17", "255", "4294967295", "18446744073709551615");

  private final RandomGenerator random;

  RandomDocuments(RandomGenerator random) {
    this.random = random;
  }

  byte[] next() {
    List<String> rules = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      rules.add(
          "{'names':['%s','%s'],'action':'SCMP_ACT_%s','args':[%s]}"
              .formatted(of(CALLS), of(CALLS), of(ACTIONS), arguments()));
    }
    String json =
        "{'defaultAction':'SCMP_ACT_%s','architectures':[%s],'syscalls':[%s]}"
            .formatted(of(ACTIONS), architectures(), String.join(",", rules));
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private String architectures() {
    return of(List.of("", "", "'SCMP_ARCH_X32'", "'SCMP_ARCH_X86','SCMP_ARCH_X32'"));
  }

  private String arguments() {
    List<String> arguments = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      if (random.nextInt(4) == 0) {
        arguments.add(argument(index));
      }
    }
    return String.join(",", arguments);
  }

  private String argument(int index) {
    if (random.nextInt(3) == 0) {
      int mask = 1 + random.nextInt(255);
      return "{'index':%d,'value':%d,'valueTwo':%d,'op':'SCMP_CMP_MASKED_EQ'}"
          .formatted(index, mask, random.nextInt() & mask);
    }
    return "{'index':%d,'value':%s,'op':'SCMP_CMP_%s'}".formatted(index, of(VALUES), of(OPERATORS));
  }

  private String of(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
