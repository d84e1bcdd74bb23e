package dev.cofferdam.seccomp;

import static dev.cofferdam.seccomp.Bpf.op;
import static dev.cofferdam.seccomp.Bpf.program;
import static dev.cofferdam.seccomp.Bpf.ret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.seccomp.FilteredProcess.Answer;
import dev.cofferdam.seccomp.FilteredProcess.Kind;
import dev.cofferdam.seccomp.FilteredProcess.Outcome;
import dev.cofferdam.seccomp.FilteredProcess.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What this module believes of the kernel, and what it compiles, against the kernel. */
class KernelTest {
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;
  private static final int GETPPID = 110;
  private static final int SOCKET = 41;
  private static final int SOCKET_OF_I386 = 359;
  private static final long HIGH_BIT = 1L << 32;

  @TempDir private static Path directory;
  private static FilteredProcess kernel;

  @BeforeAll
  static void compile() throws Exception {
    kernel = FilteredProcess.in(directory);
  }

  private static List<Outcome> outcomes(Program filter, SeccompData... calls) throws Exception {
    Answer answer = kernel.ask(List.of(new Question(filter, List.of(calls)))).getFirst();
    assertThat(answer.errno()).isZero();
    return answer.outcomes();
  }

  private static SeccompData call(int number, long... arguments) {
    return SeccompData.of(Architecture.X86_64, number, arguments);
  }

  @Nested
  class What_the_kernel_refuses {
    private static final int PROGRAMS = 5000;

    @Test
    void the_verifier_refuses_and_nothing_else() throws Exception {
      Random random = new Random(1);
      List<Question> questions =
          IntStream.range(0, PROGRAMS)
              .mapToObj(_ -> new Question(broken(random), List.of()))
              .toList();
      List<Answer> answers = kernel.ask(questions);
      int refused = 0;
      for (int i = 0; i < PROGRAMS; i++) {
        Program program = questions.get(i).filter();
        boolean isRefused = answers.get(i).errno() != 0;
        assertThat(answers.get(i).errno()).isIn(0, EINVAL);
        assertThat(Verifier.fault(program).isPresent()).as("%s", program).isEqualTo(isRefused);
        refused += isRefused ? 1 : 0;
      }
      assertThat(refused).isBetween(PROGRAMS / 4, PROGRAMS * 3 / 4);
    }

    /** A program with up to two mistakes. */
    private Program broken(Random random) {
      List<Instruction> all =
          new ArrayList<>(Bpf.random(random, 5 + random.nextInt(20)).instructions());
      for (int mistakes = random.nextInt(3); mistakes > 0; mistakes--) {
        int at = random.nextInt(all.size());
        Instruction each = all.get(at);
        all.set(
            at,
            switch (random.nextInt(5)) {
              case 0 -> new Instruction(each.code() ^ (1 << random.nextInt(9)), 0, 0, each.k());
              case 1 -> new Instruction(random.nextInt(0x100), each.jt(), each.jf(), each.k());
              case 2 -> new Instruction(each.code(), random.nextInt(20), each.jf(), each.k());
              case 3 -> new Instruction(each.code(), each.jt(), random.nextInt(20), each.k());
              default -> new Instruction(each.code(), each.jt(), each.jf(), Bpf.corner(random));
            });
      }
      return new Program(all);
    }

    @Test
    void length_is_one_of_its_reasons() throws Exception {
      for (int size : List.of(0, 1, 4096, 4097)) {
        Program filter = new Program(java.util.Collections.nCopies(size, ret(Action.ALLOW)));
        Answer answer = kernel.ask(List.of(new Question(filter, List.of()))).getFirst();
        assertThat(answer.errno() != 0).isEqualTo(Verifier.fault(filter).isPresent());
      }
    }
  }

  @Nested
  class What_a_program_computes {
    private static final int PROGRAMS = 2000;
    private static final int CALLS = 10;

    /** Eleven bits of what it computes, as an errno that no system call has. */
    private static final int RESULT = 0x7ff;

    @Test
    void the_interpreter_computes_too() throws Exception {
      Random random = new Random(2);
      List<Question> questions = new ArrayList<>();
      while (questions.size() < PROGRAMS) {
        Program program = visible(Bpf.random(random, 10 + random.nextInt(40)), random);
        if (Verifier.fault(program).isEmpty()) {
          questions.add(
              new Question(
                  program, IntStream.range(0, CALLS).mapToObj(_ -> anyCall(random)).toList()));
        }
      }
      List<Answer> answers = kernel.ask(questions);
      for (int i = 0; i < PROGRAMS; i++) {
        Interpreter interpreter = Interpreter.of(questions.get(i).filter());
        for (int j = 0; j < CALLS; j++) {
          SeccompData call = questions.get(i).calls().get(j);
          assertThat(answers.get(i).outcomes().get(j))
              .as("%s %s", questions.get(i).filter(), call)
              .isEqualTo(expected(interpreter.run(call).action()));
        }
      }
    }

    private static Outcome expected(Action action) {
      return action.kind() == Action.Kind.ERRNO ? Outcome.returned(-action.data()) : Outcome.KILL;
    }

    /**
     * The instruction pointer is not known here, so it is not loaded. What is returned is computed
     * at the end alone, where it is made a denial.
     */
    private Program visible(Program program, Random random) {
      List<Instruction> all = new ArrayList<>();
      for (Instruction each : program.instructions()) {
        if (each.code() == Instruction.LD_W_ABS && (each.k() == 8 || each.k() == 12)) {
          all.add(Bpf.ld(each.k() + 8));
        } else if (each.code() == Bpf.retA().code()) {
          all.add(ret(Action.errno(RESULT)));
        } else {
          all.add(each);
        }
      }
      all.removeLast();
      all.add(op(0x74, random.nextInt(3) == 0 ? random.nextInt(32) : 0));
      all.add(op(0x54, RESULT));
      all.add(op(0x44, Action.errno(RESULT + 1).returnValue()));
      all.add(Bpf.retA());
      return new Program(all);
    }

    private SeccompData anyCall(Random random) {
      boolean isI386 = random.nextInt(4) == 0;
      long[] arguments = new long[SeccompData.ARGUMENTS];
      java.util.Arrays.setAll(
          arguments,
          _ ->
              (isI386 ? 0 : (long) Bpf.corner(random) << 32)
                  | Integer.toUnsignedLong(Bpf.corner(random)));
      Architecture architecture = isI386 ? Architecture.I386 : Architecture.X86_64;
      int number = random.nextBoolean() ? random.nextInt(330) : Bpf.corner(random);
      return new SeccompData(unprobed(number), architecture.audit(), 0, arguments);
    }
  }

  /** Not uretprobe and uprobe, which newer kernels let pass every filter. */
  private static int unprobed(int number) {
    return number == 335 || number == 336 ? 334 : number;
  }

  @Nested
  class What_an_action_does {
    private static Outcome of(Action action) throws Exception {
      return of(action.returnValue());
    }

    private static Outcome of(int returnValue) throws Exception {
      return outcomes(program(op(0x06, returnValue)), call(GETPPID)).getFirst();
    }

    @Test
    void is_what_its_comment_says() throws Exception {
      assertThat(of(Action.KILL_PROCESS)).isEqualTo(Outcome.KILL);
      assertThat(of(Action.KILL_THREAD)).isEqualTo(Outcome.KILL);
      assertThat(of(Action.TRAP)).isEqualTo(new Outcome(Kind.TRAPPED, 0));
      assertThat(of(new Action(Action.Kind.TRAP, 0xffff)))
          .isEqualTo(new Outcome(Kind.TRAPPED, 0xffff));
      assertThat(of(Action.EPERM)).isEqualTo(Outcome.returned(-1));
      assertThat(of(Action.errno(0))).isEqualTo(Outcome.returned(0));
      assertThat(of(Action.errno(Action.MOST_ERRNO))).isEqualTo(Outcome.returned(-4095));
      assertThat(of(Action.trace(7))).isEqualTo(Outcome.returned(-ENOSYS));
      assertThat(of(Action.USER_NOTIF)).isEqualTo(Outcome.returned(-ENOSYS));
      assertThat(of(Action.LOG).value()).isPositive();
      assertThat(of(Action.ALLOW).value()).isPositive();
    }

    @Test
    void of_a_value_that_is_none_is_what_we_read_it_as() throws Exception {
      assertThat(of(0x1234_0000)).isEqualTo(Outcome.KILL);
      assertThat(of(0x7fff_0001).value()).isPositive();
      assertThat(of(0x0005_ffff)).isEqualTo(Outcome.returned(-4095));
    }
  }

  @Nested
  class What_is_compiled {
    private static final int PROFILES = 200;
    private static final int CALLS = 50;

    /** Each action by an errno, so that nothing is done, and a filter may deny all that it does. */
    private final List<Integer> returned = new ArrayList<>();

    private int errno(int returnValue) {
      if (!returned.contains(returnValue)) {
        returned.add(returnValue);
      }
      return 1000 + returned.indexOf(returnValue);
    }

    private Program told(Program program) {
      return new Program(
          program.instructions().stream()
              .map(each ->
                  each.code() == Instruction.RET_K ? ret(Action.errno(errno(each.k()))) : each)
              .toList());
    }

    private void check(Profile profile, Random random) throws Exception {
      Program program = Compiler.compile(profile);
      List<SeccompData> calls = new ArrayList<>();
      while (calls.size() < CALLS) {
        SeccompData call = DrawnProfiles.call(program, random);
        if (call.audit() == Architecture.X86_64.audit()
            || call.audit() == Architecture.I386.audit()) {
          calls.add(new SeccompData(unprobed(call.number()), call.audit(), 0, call.arguments()));
        }
      }
      List<Outcome> outcomes = outcomes(told(program), calls.toArray(SeccompData[]::new));
      for (int i = 0; i < CALLS; i++) {
        int expected = profile.decide(calls.get(i)).returnValue();
        assertThat(outcomes.get(i))
            .as("%s", calls.get(i))
            .isEqualTo(Outcome.returned(-errno(expected)));
      }
    }

    @Test
    void does_what_its_profile_means() throws Exception {
      Random random = new Random(3);
      for (int seed = 0; seed < PROFILES; seed++) {
        check(DrawnProfiles.of(seed), random);
      }
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void of_the_bases_does_what_they_mean(Base base) throws Exception {
      Random random = new Random(4);
      Profile profile = base.profile(Environments.x86());
      Profile wide = base.profile(Environments.x86("CAP_SYS_ADMIN", "CAP_NET_RAW"));
      for (int i = 0; i < 10; i++) {
        check(profile, random);
        check(wide, random);
      }
    }
  }

  /** Why a comparison is as wide as what the kernel takes, and not as the register. */
  @Nested
  class A_family_of_sockets_that_is_denied {
    private static final long AF_UNIX = 1;
    private static final long SOCK_STREAM = 1;

    private static final Profile DENIED =
        new Profile(
            Map.of(Architecture.X86_64, noUnix(), Architecture.I386, noUnix()),
            Action.KILL_PROCESS,
            Set.of());

    private static Rules noUnix() {
      return Rules.all(Action.ALLOW, Action.ALLOW)
          .with(
              Map.of(
                  "socket",
                  new Decision.When(
                      Condition.equal(0, AF_UNIX),
                      new Decision.Always(Action.EPERM),
                      new Decision.Always(Action.ALLOW))));
    }

    /** The same, comparing all of the register. */
    private static Program naive(int number) {
      return program(
          Bpf.ld(SeccompData.NUMBER),
          Bpf.jeq(number, 0, 4),
          Bpf.ld(20),
          Bpf.jeq(0, 0, 2),
          Bpf.ld(16),
          Bpf.jeq((int) AF_UNIX, 1, 0),
          ret(Action.ALLOW),
          ret(Action.EPERM));
    }

    private static SeccompData socket(Architecture architecture, long family) {
      int number = architecture == Architecture.I386 ? SOCKET_OF_I386 : SOCKET;
      return SeccompData.of(architecture, number, family, SOCK_STREAM, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "I386"})
    void is_made_all_the_same_when_the_whole_register_is_compared(Architecture architecture)
        throws Exception {
      SeccompData plain = socket(architecture, AF_UNIX);
      SeccompData high = socket(architecture, HIGH_BIT | AF_UNIX);
      List<Outcome> outcomes = outcomes(naive(plain.number()), plain, high);
      assertThat(outcomes.get(0)).isEqualTo(Outcome.returned(-1));
      assertThat(outcomes.get(1).value()).as("a descriptor").isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "I386"})
    void is_not_made_by_ours(Architecture architecture) throws Exception {
      SeccompData plain = socket(architecture, AF_UNIX);
      SeccompData high = socket(architecture, HIGH_BIT | AF_UNIX);
      SeccompData other = socket(architecture, 2);
      List<Outcome> outcomes = outcomes(Compiler.compile(DENIED), plain, high, other);
      assertThat(outcomes.subList(0, 2)).containsOnly(Outcome.returned(-1));
      assertThat(outcomes.get(2).value()).as("a descriptor").isPositive();
    }
  }
}
