package dev.cofferdam.seccomp;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Profiles drawn at random: the same seed gives the same ones. */
final class DrawnProfiles {
  private static final List<SystemCall> CALLS = List.copyOf(SystemCalls.known().all());

  /** The calls whose arguments are told apart in earnest, and some that share a number. */
  private static final List<String> USUAL =
      List.of("socket", "clone", "personality", "ioctl", "prctl", "kcmp", "read", "chmod", "mmap");

  private final RandomGenerator random;

  DrawnProfiles(RandomGenerator random) {
    this.random = random;
  }

  /** The same one for the same seed. */
  static Profile of(long seed) {
    return new DrawnProfiles(new Random(seed)).next();
  }

  /** Any architectures, most often x86_64 alone, with rules of their own or the same for all. */
  Profile next() {
    Map<Architecture, Rules> all = new EnumMap<>(Architecture.class);
    Rules shared = rules();
    all.put(Architecture.X86_64, shared);
    if (random.nextInt(3) == 0) {
      for (Architecture each : Architecture.values()) {
        switch (random.nextInt(3)) {
          case 0 -> all.remove(each);
          case 1 -> all.put(each, rules());
          default -> all.put(each, shared);
        }
      }
    }
    return new Profile(all, action(), Set.of());
  }

  private Rules rules() {
    Map<String, Decision> calls = new HashMap<>();
    int simple = random.nextInt(4) == 0 ? 300 : random.nextInt(60);
    List<Action> few = List.of(action(), action());
    for (int i = 0; i < simple; i++) {
      calls.put(
          CALLS.get(random.nextInt(CALLS.size())).name(),
          new Decision.Always(few.get(random.nextInt(2))));
    }
    int asked = random.nextInt(6);
    for (int i = 0; i < asked; i++) {
      String name =
          random.nextBoolean()
              ? USUAL.get(random.nextInt(USUAL.size()))
              : CALLS.get(random.nextInt(CALLS.size())).name();
      calls.put(name, random.nextBoolean() ? tree(1 + random.nextInt(4)) : union());
    }
    return Rules.all(few.get(0), action()).with(calls);
  }

  Action action() {
    return switch (random.nextInt(9)) {
      case 0, 1 -> Action.ALLOW;
      case 2 -> Action.EPERM;
      case 3 -> Action.errno(random.nextInt(Action.MOST_ERRNO + 1));
      case 4 -> Action.LOG;
      case 5 -> Action.trace(random.nextInt(0x10000));
      case 6 -> Action.KILL_PROCESS;
      case 7 -> Action.KILL_THREAD;
      default -> Action.ENOSYS;
    };
  }

  /** Questions below both answers. */
  private Decision tree(int depth) {
    return depth == 0
        ? new Decision.Always(action())
        : new Decision.When(
            condition(random.nextInt(SeccompData.ARGUMENTS)),
            tree(random.nextInt(depth)),
            tree(random.nextInt(depth)));
  }

  /**
   * Rules as a list of allowed or denied combinations has them: when all comparisons of one hold,
   * this, else the next. A comparison is one of the seven of the OCI specification.
   */
  private Decision union() {
    Decision rest = new Decision.Always(action());
    Action matched = action();
    int rules = 1 + random.nextInt(4);
    for (int i = 0; i < rules; i++) {
      Decision rule = new Decision.Always(random.nextInt(3) == 0 ? action() : matched);
      int comparisons = 1 + random.nextInt(3);
      for (int j = 0; j < comparisons; j++) {
        rule = comparison(random.nextInt(SeccompData.ARGUMENTS), rule, rest);
      }
      rest = rule;
    }
    return rest;
  }

  private Decision comparison(int argument, Decision then, Decision otherwise) {
    long value = value();
    Condition atLeast = new Condition.AtLeast(argument, value);
    Condition equal = Condition.equal(argument, value);
    Condition more = new Condition.AtLeast(argument, value == -1 ? -1 : value + 1);
    return switch (random.nextInt(7)) {
      case 0 -> new Decision.When(equal, then, otherwise);
      case 1 -> new Decision.When(equal, otherwise, then);
      case 2 -> new Decision.When(atLeast, then, otherwise);
      case 3 -> new Decision.When(atLeast, otherwise, then);
      case 4 -> new Decision.When(more, then, otherwise);
      case 5 -> new Decision.When(more, otherwise, then);
      default -> new Decision.When(condition(argument), then, otherwise);
    };
  }

  private Condition condition(int argument) {
    if (random.nextInt(3) == 0) {
      return new Condition.AtLeast(argument, value());
    }
    long mask = random.nextBoolean() ? -1 : value();
    return new Condition.Masked(argument, mask, value() & mask);
  }

  private long value() {
    long low = Integer.toUnsignedLong(Bpf.corner(random));
    return switch (random.nextInt(4)) {
      case 0 -> (long) Bpf.corner(random) << 32 | low;
      case 1 -> -1L << 32 | low;
      default -> low;
    };
  }

  /** A call at or next to the constants of a program, most often. */
  static SeccompData call(Program program, RandomGenerator random) {
    long[] arguments = new long[SeccompData.ARGUMENTS];
    Arrays.setAll(
        arguments,
        _ -> (long) word(program, random) << 32 | Integer.toUnsignedLong(word(program, random)));
    Architecture[] known = Architecture.values();
    int audit =
        random.nextInt(8) == 0
            ? word(program, random)
            : known[random.nextInt(known.length)].audit();
    return new SeccompData(word(program, random), audit, 0, arguments);
  }

  private static int word(Program program, RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      return Bpf.corner(random);
    }
    int k = program.instructions().get(random.nextInt(program.size())).k();
    return k + random.nextInt(3) - 1;
  }
}
