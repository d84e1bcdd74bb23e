package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Profiles made by chance from a seed, and the calls where such profiles change their minds. */
final class RandomProfiles {
  static final List<String> CALLS =
      List.of("socket", "clone", "personality", "getpid", "ioctl", "chmod");

  private static final List<Architecture> ARCHITECTURES = List.of(Architecture.values());

  private static final List<Action> ACTIONS =
      List.of(
          Action.ALLOW,
          Action.LOG,
          Action.EPERM,
          Action.ENOSYS,
          Action.trace(7),
          Action.USER_NOTIF,
          Action.KILL_PROCESS,
          Action.ALLOW);

  private static final long[] VALUES = {
    0, 1, 2, 3, 8, 16, 17, 40, 0xff, 0x8000_0000L, 0xffff_ffffL, 0x1_0000_0028L, Long.MIN_VALUE, -1
  };

  private static final long[] MASKS = {1, 3, 0xf0, 0xff, 0x7e02_0000, 0xffff_0000_0000L, -1, -1};

  private final Random random;

  RandomProfiles(long seed) {
    random = new Random(seed);
  }

  Profile profile() {
    Map<Architecture, Rules> architectures = new EnumMap<>(Architecture.class);
    for (Architecture each : Architecture.values()) {
      if (random.nextInt(3) > 0) {
        architectures.put(each, rules());
      }
    }
    return new Profile(architectures, action(), Set.of());
  }

  private Rules rules() {
    Map<String, Decision> calls = new TreeMap<>();
    for (String call : CALLS) {
      if (random.nextInt(4) > 0) {
        calls.put(call, decision(4));
      }
    }
    return Rules.all(action(), action()).with(calls);
  }

  Decision decision(int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return new Decision.Always(action());
    }
    Decision then = random.nextBoolean() ? new Decision.Always(action()) : decision(depth - 1);
    return new Decision.When(condition(), then, decision(depth - 1));
  }

  Condition condition() {
    int argument = random.nextInt(3);
    long value = VALUES[random.nextInt(VALUES.length)];
    if (random.nextInt(3) == 0) {
      return new Condition.AtLeast(argument, value);
    }
    long mask = MASKS[random.nextInt(MASKS.length)];
    return new Condition.Masked(argument, mask, value & mask);
  }

  Action action() {
    return ACTIONS.get(random.nextInt(ACTIONS.size()));
  }

  /** Calls of every kind with arguments on both sides of every border. */
  List<SeccompData> calls(int many) {
    List<SeccompData> calls = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Architecture architecture = ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
      calls.add(SeccompData.of(architecture, number(architecture), border(), border(), border()));
    }
    calls.add(new SeccompData(3, Subject.FOREIGN_AUDIT, 0, new long[SeccompData.ARGUMENTS]));
    return calls;
  }

  private int number(Architecture architecture) {
    SystemCall call =
        SystemCalls.known().named(CALLS.get(random.nextInt(CALLS.size()))).orElseThrow();
    boolean isUnknown = random.nextInt(8) == 0;
    int none = SystemCalls.known().end(architecture) + random.nextInt(3);
    return isUnknown ? none : call.number(architecture).orElse(none);
  }

  long border() {
    long value = VALUES[random.nextInt(VALUES.length)];
    return switch (random.nextInt(5)) {
      case 0 -> value;
      case 1 -> value - 1;
      case 2 -> value + 1;
      case 3 -> value ^ Long.lowestOneBit(MASKS[random.nextInt(MASKS.length)]);
      default -> value | 0x1234_0000_0000_0000L;
    };
  }

  /** How many objects a decision is made of. */
  static int size(Decision decision) {
    Set<Decision> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    collect(decision, seen);
    return seen.size();
  }

  private static void collect(Decision decision, Set<Decision> seen) {
    if (seen.add(decision) && decision instanceof Decision.When when) {
      collect(when.then(), seen);
      collect(when.otherwise(), seen);
    }
  }
}
