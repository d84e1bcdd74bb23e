package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.seccomp.Comparison.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compiled profiles do what libseccomp makes of the same rules, where it can be relied on: rules
 * that compare for equality, of calls that it knows. It compares the whole register where the
 * kernel takes less, so the calls that are compared here have no bits beyond.
 */
class LibseccompTest {
  private static final int PROFILES = 300;

  private static final List<String> KNOWN =
      SystemCalls.known().all().stream().map(SystemCall::name).filter(Libseccomp::knows).toList();

  /** i386's calls that are several in one: libseccomp has its own mind about them. */
  private static final Set<String> SEVERAL = Set.of("socketcall", "ipc");

  /** The profile that means the same as the rules, all of which have one action. */
  private record Rules(
      Action byDefault,
      Action foreign,
      Set<Architecture> architectures,
      List<Libseccomp.Rule> rules) {
    Profile profile() {
      Map<String, Decision> calls = new HashMap<>();
      for (Libseccomp.Rule each : rules) {
        Decision otherwise = calls.getOrDefault(each.name(), new Decision.Always(byDefault));
        calls.put(each.name(), decision(each, otherwise));
      }
      Map<Architecture, dev.cofferdam.seccomp.Rules> all = new EnumMap<>(Architecture.class);
      architectures.forEach(
          each -> all.put(each, dev.cofferdam.seccomp.Rules.all(byDefault, byDefault).with(calls)));
      return new Profile(all, foreign, Set.of());
    }

    private static Decision decision(Libseccomp.Rule rule, Decision otherwise) {
      Decision decision = new Decision.Always(rule.action());
      for (Comparison each : rule.comparisons()) {
        Condition condition =
            each.operator() == Operator.EQ
                ? Condition.equal(each.index(), each.value())
                : new Condition.Masked(each.index(), each.value(), each.valueTwo());
        decision = new Decision.When(condition, decision, otherwise);
      }
      return decision;
    }
  }

  @Test
  void most_calls_are_known_to_it() {
    assertThat(KNOWN).hasSizeGreaterThan(400);
  }

  @Test
  void rules_of_equality_come_to_the_same() throws SeccompException {
    for (int seed = 0; seed < PROFILES; seed++) {
      Random random = new Random(seed);
      Rules rules = rules(random);
      Program theirs =
          Libseccomp.compile(
              rules.byDefault(), rules.foreign(), rules.architectures(), rules.rules());
      assertSame(theirs, rules.profile());
    }
  }

  @Test
  void a_value_that_differs_by_one_is_noticed() {
    Rules two = socketsOf(2);
    Rules three = socketsOf(3);
    Program theirs =
        Libseccomp.compile(two.byDefault(), two.foreign(), two.architectures(), two.rules());
    assertSame(theirs, two.profile());
    assertThatThrownBy(() -> assertSame(theirs, three.profile()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("X86_64 socket [");
  }

  private static Rules socketsOf(long family) {
    Comparison equal = new Comparison(0, family, 0, Operator.EQ, Place.NONE);
    return new Rules(
        Action.EPERM,
        Action.KILL_THREAD,
        EnumSet.of(Architecture.X86_64),
        List.of(new Libseccomp.Rule("socket", Action.ALLOW, List.of(equal))));
  }

  private static Rules rules(RandomGenerator random) {
    List<Action> actions =
        List.of(
            Action.ALLOW,
            Action.EPERM,
            Action.ENOSYS,
            Action.LOG,
            Action.KILL_PROCESS,
            Action.errno(99),
            Action.trace(7));
    Set<Architecture> architectures =
        random.nextBoolean()
            ? EnumSet.of(Architecture.X86_64)
            : EnumSet.of(Architecture.X86_64, Architecture.I386, Architecture.X32);
    Action byDefault = actions.get(random.nextInt(actions.size()));
    List<Libseccomp.Rule> rules = new ArrayList<>();
    int calls = random.nextInt(40);
    for (int i = 0; i < calls; i++) {
      String name = KNOWN.get(random.nextInt(KNOWN.size()));
      Action action = actions.get(random.nextInt(actions.size()));
      boolean isNew = rules.stream().noneMatch(each -> each.name().equals(name));
      if (isNew && !action.equals(byDefault)) {
        boolean isAlways = random.nextBoolean();
        int count = isAlways ? 1 : 1 + random.nextInt(4);
        for (int j = 0; j < count; j++) {
          rules.add(
              new Libseccomp.Rule(name, action, isAlways ? List.of() : comparisons(name, random)));
        }
      }
    }
    return new Rules(byDefault, Action.KILL_THREAD, architectures, rules);
  }

  /** At most one of each argument, which is all that libseccomp takes. */
  private static List<Comparison> comparisons(String name, RandomGenerator random) {
    SystemCall call = SystemCalls.known().named(name).orElseThrow();
    List<Comparison> comparisons = new ArrayList<>();
    for (int argument = 0; argument < SeccompData.ARGUMENTS; argument++) {
      if (random.nextInt(3) == 0) {
        long width = narrowest(call, argument);
        long value = random.nextInt(4) & width;
        long mask = Bpf.corner(random) & width;
        comparisons.add(
            random.nextBoolean()
                ? new Comparison(argument, value, 0, Operator.EQ, Place.NONE)
                : new Comparison(argument, mask, value & mask, Operator.MASKED_EQ, Place.NONE));
      }
    }
    return comparisons;
  }

  private static long narrowest(SystemCall call, int argument) {
    return Arrays.stream(Architecture.values())
        .mapToLong(each -> call.width(each, argument).mask())
        .reduce(-1, (one, other) -> one & other);
  }

  @ParameterizedTest
  @EnumSource(Base.class)
  void the_bases_come_to_the_same(Base base) throws SeccompException {
    assertSameDocument(base.profile(Environments.x86()));
    assertSameDocument(base.profile(Environments.x86("CAP_SYS_ADMIN", "CAP_NET_RAW")));
  }

  @Test
  void the_default_base_is_at_most_a_third_as_long() throws SeccompException {
    for (Profile each : List.of(Base.DEFAULT.profile(Environments.x86()), Environments.opened())) {
      assertThat(3 * Compiler.compile(each).size()).isLessThanOrEqualTo(compile(each).size());
    }
  }

  private static void assertSameDocument(Profile profile) throws SeccompException {
    assertSame(compile(profile), profile);
  }

  /** What it makes of the profile as a runtime is given it. */
  private static Program compile(Profile profile) throws SeccompException {
    ProfileDocument document = ProfileDocument.of(profile, Architecture.X86_64);
    List<Libseccomp.Rule> rules = new ArrayList<>();
    for (DocumentRule each : document.rules()) {
      for (String name : each.names()) {
        rules.add(new Libseccomp.Rule(name, each.action(), each.comparisons()));
      }
    }
    return Libseccomp.compile(
        document.defaultAction(), profile.foreign(), profile.architectures().keySet(), rules);
  }

  /** Of every call that it knows, on each way through the profile and the program. */
  private static void assertSame(Program theirs, Profile profile) {
    for (Architecture architecture : profile.architectures().keySet()) {
      for (String name : KNOWN) {
        SystemCall call = SystemCalls.known().named(name).orElseThrow();
        boolean isCompared =
            call.number(architecture).isPresent()
                && (architecture != Architecture.I386 || !SEVERAL.contains(name));
        if (isCompared) {
          assertSame(theirs, profile, architecture, call);
        }
      }
    }
  }

  private static void assertSame(
      Program theirs, Profile profile, Architecture architecture, SystemCall call) {
    Decision decision = profile.rules(architecture).of(call.name());
    IntFunction<Width> widths = argument -> call.width(architecture, argument);
    int number = call.number(architecture).orElseThrow() | architecture.base();
    List<WordTest> tests = Walk.tests(decision, widths);
    Box corners = narrowed(WordCorners.of(theirs, number, architecture.audit(), tests), widths);
    Interpreter interpreter = Interpreter.of(theirs);
    Predicate<Box> visitor =
        calls -> {
          for (SeccompData data : List.of(calls.first(), calls.last())) {
            assertThat(interpreter.run(data).action())
                .as("%s %s %s", architecture, call, Arrays.toString(data.arguments()))
                .isEqualTo(profile.decide(data));
          }
          return true;
        };
    assertThat(Walk.all(theirs, decision, widths, corners, 100_000, visitor)).isTrue();
  }

  /** The calls that have no bits beyond those that the kernel takes. */
  private static Box narrowed(Box calls, IntFunction<Width> widths) {
    int[][] words = calls.words().clone();
    for (int i = 0; i < SeccompData.ARGUMENTS; i++) {
      long mask = widths.apply(i).mask();
      int low = 4 + 2 * i;
      words[low] = Arrays.stream(words[low]).map(each -> each & (int) mask).distinct().toArray();
      words[low + 1] =
          Arrays.stream(words[low + 1])
              .map(each -> each & (int) (mask >>> 32))
              .distinct()
              .toArray();
    }
    return new Box(words);
  }
}
