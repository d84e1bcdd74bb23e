package dev.cofferdam.seccomp;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Compares what a program does with what its profile means: {@link Interpreter} against {@link
 * Profile#decide}, which know nothing of the compiler and of each other.
 *
 * <p>Which calls are compared is chosen so that little can hide between them: every number that has
 * a name, those next to every constant of the program, and some of no consequence, of each
 * architecture; where arguments matter, one call for each way that leads through the profile and
 * the program ({@link Walk}).
 */
public final class Prover {
  /** Audit values that are none of ours: nothing, all ones, arm, riscv64, ppc64le, s390x. */
  private static final List<Integer> FOREIGN =
      List.of(0, -1, 0x4000_0028, 0xc000_00f3, 0xc000_0015, 0x8000_0016);

  /** Numbers that no architecture has, and that a comparison may get wrong. */
  private static final List<Integer> BOUNDARIES =
      List.of(
          -1,
          -2,
          1023,
          0x3fff_ffff,
          0x7fff_ffff,
          0x8000_0000,
          0x8000_0001,
          0xbfff_ffff,
          0xc000_0000);

  private static final List<Integer> OF_FOREIGN = List.of(0, 1, 59, -1, 0x4000_0029);

  /** Pairs of ways that are walked for one number, and in all. */
  private static final int MOST_WAYS = 4096;

  private static final int MOST_WAYS_IN_ALL = 1 << 14;

  /** Calls of a number that are drawn when there are more ways. */
  private static final int SAMPLES = 512;

  private final Profile profile;
  private final Program program;
  private final Interpreter interpreter;
  private final Random random = new Random(0);
  private final Tally tally;
  private Optional<Proof> flaw = Optional.empty();
  private int points;
  private int sampled;
  private int ways;

  private Prover(Profile profile, Program program) {
    this.profile = profile;
    this.program = program;
    interpreter = Interpreter.of(program);
    tally = new Tally(ActionCache.of(program));
  }

  /** Compares what can differ: some thousand calls. */
  public static Proof prove(Profile profile, Program program) {
    return prove(profile, program, Set.of(), Set.of());
  }

  /**
   * The same, and all numbers up to 1023, with and without x32's bit, and more drawn at random, of
   * every architecture of ours and of some that are not.
   *
   * @param seed of what is drawn
   */
  public static Proof proveWidely(Profile profile, Program program, long seed) {
    Random random = new Random(seed);
    Set<Integer> numbers = new TreeSet<>();
    for (int number = 0; number < 1024; number++) {
      numbers.addAll(List.of(number, number | Architecture.X32_BIT, random.nextInt()));
    }
    Set<Integer> audits = new TreeSet<>();
    for (int bit = 0; bit < 32; bit++) {
      audits.addAll(List.of(random.nextInt(), Architecture.X86_64.audit() ^ (1 << bit)));
    }
    return prove(profile, program, numbers, audits);
  }

  private static Proof prove(
      Profile profile, Program program, Set<Integer> numbers, Set<Integer> audits) {
    Optional<Verifier.Fault> fault = Verifier.fault(program);
    if (fault.isPresent()) {
      return new Proof.Refused(fault.get());
    }
    return new Prover(profile, program).proof(numbers, audits);
  }

  private Proof proof(Set<Integer> moreNumbers, Set<Integer> moreAudits) {
    Knowledge knowledge = new Knowledge(program);
    Set<Integer> audits = constants(index -> !knowledge.isNumber(index));
    audits.addAll(FOREIGN);
    audits.addAll(moreAudits);
    for (Architecture each : Architecture.values()) {
      audits.add(each.audit());
    }
    Set<Integer> atConstants = constants(index -> !knowledge.isAudit(index));
    atConstants.addAll(BOUNDARIES);
    atConstants.addAll(moreNumbers);
    Set<Integer> few = new TreeSet<>(moreNumbers);
    few.addAll(OF_FOREIGN);
    for (int audit : audits) {
      Set<Integer> named = named(audit);
      if (named.isEmpty()) {
        boolean isOurs = Architecture.of(audit, 0).isPresent();
        compare(audit, isOurs ? atConstants : few);
      } else {
        named.addAll(atConstants);
        compare(audit, named);
      }
    }
    return flaw.or(() -> tally.uncached)
        .orElseGet(() -> new Proof.Proven(points, sampled, tally.cost(program.size())));
  }

  /** The numbers up to the last one that has a name, where names decide. */
  private Set<Integer> named(int audit) {
    Set<Integer> numbers = new TreeSet<>();
    for (Architecture each : profile.architectures().keySet()) {
      if (each.audit() == audit) {
        for (int number = 0; number <= SystemCalls.known().end(each); number++) {
          numbers.add(number | each.base());
        }
      }
    }
    return numbers;
  }

  /** What these branches of the program compare with, and what is next to it. */
  private Set<Integer> constants(IntPredicate branches) {
    Set<Integer> constants = new TreeSet<>();
    for (int i = 0; i < program.size(); i++) {
      Instruction each = program.instructions().get(i);
      if (Opcode.of(each).orElseThrow().isBranch() && branches.test(i)) {
        constants.addAll(List.of(each.k() - 1, each.k(), each.k() + 1));
      }
    }
    return constants;
  }

  private void compare(int audit, Set<Integer> numbers) {
    for (int number : numbers) {
      Optional<Architecture> architecture =
          Architecture.of(audit, number).filter(profile.architectures()::containsKey);
      Optional<SystemCall> call =
          architecture.flatMap(each -> SystemCalls.known().numbered(each, number - each.base()));
      SeccompData data = new SeccompData(number, audit, 0, new long[SeccompData.ARGUMENTS]);
      if (call.isPresent()) {
        compare(architecture.get(), call.get(), data);
      } else {
        compare(data, new Decision.Always(profile.foreign()), _ -> Width.BITS_64);
      }
      if (flaw.isPresent()) {
        return;
      }
    }
  }

  private void compare(Architecture architecture, SystemCall call, SeccompData data) {
    Decision decision = profile.rules(architecture).of(call.name());
    Interpreter.Run run = compare(data, decision, argument -> call.width(architecture, argument));
    tally.add(architecture, call, decision, run);
  }

  /** All calls of a number; what comes of the one whose arguments are 0. */
  private Interpreter.Run compare(SeccompData data, Decision decision, IntFunction<Width> widths) {
    Interpreter.Run run = compare(data);
    boolean argumentsMatter = run.lookedFurther() || decision instanceof Decision.When;
    if (argumentsMatter && flaw.isEmpty()) {
      List<WordTest> tests = Walk.tests(decision, widths);
      Box calls = WordCorners.of(program, data.number(), data.audit(), tests);
      int most = Math.min(MOST_WAYS, MOST_WAYS_IN_ALL - ways);
      if (!Walk.all(program, decision, widths, calls, most, this::agree)) {
        sampled++;
        for (int i = 0; i < SAMPLES; i++) {
          compare(calls.any(random));
        }
      }
    }
    return run;
  }

  private boolean agree(Box calls) {
    ways++;
    compare(calls.first());
    compare(calls.last());
    return flaw.isEmpty();
  }

  private Interpreter.Run compare(SeccompData data) {
    Interpreter.Run run = interpreter.run(data);
    Action expected = profile.decide(data);
    points++;
    tally.longest = Math.max(tally.longest, run.executed());
    if (run.returnValue() != expected.returnValue() && flaw.isEmpty()) {
      flaw = Optional.of(new Proof.Refuted(data, expected, run.action()));
    }
    return run;
  }

  /** What it costs. */
  private static final class Tally {
    private final ActionCache cache;
    private Optional<Proof> uncached = Optional.empty();
    private int longest;
    private int calls;
    private int callsRun;
    private long executed;
    private long executedRun;

    private Tally(ActionCache cache) {
      this.cache = cache;
    }

    private void add(
        Architecture architecture, SystemCall call, Decision decision, Interpreter.Run run) {
      calls++;
      executed += run.executed();
      if (cache.allows(architecture, call.number(architecture).orElseThrow())) {
        return;
      }
      callsRun++;
      executedRun += run.executed();
      boolean canBeCached = architecture != Architecture.X32 && decision.isAlways(Action.ALLOW);
      if (canBeCached && uncached.isEmpty()) {
        uncached = Optional.of(new Proof.Uncached(architecture, call));
      }
    }

    private Proof.Cost cost(int instructions) {
      return new Proof.Cost(
          instructions,
          longest,
          (double) executed / Math.max(calls, 1),
          (double) executedRun / Math.max(callsRun, 1));
    }
  }
}
