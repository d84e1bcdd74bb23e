package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.seccomp.Comparison.Operator;
import dev.cofferdam.seccomp.Decision.Always;
import dev.cofferdam.seccomp.Decision.When;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DocumentCompositionTest {
  private static final Environment HOST = Environments.x86();
  private static final Always ALLOW = new Always(Action.ALLOW);
  private static final Always DENY = new Always(Action.EPERM);

  private static ProfileDocument written(Profile profile) throws SeccompException {
    return ProfileDocument.read(ProfileDocument.of(profile, Architecture.X86_64).write());
  }

  private static void assertKeepsItsMeaning(Profile profile, long seed) throws SeccompException {
    Profile read = written(profile).resolve(HOST);
    assertThat(read.architectures().keySet()).isEqualTo(profile.architectures().keySet());
    assertThat(read.flags()).isEqualTo(profile.flags());
    new SampledCalls(new Random(seed)).assertSame(read, profile, profile.architectures().keySet());
  }

  private static Profile profile(Action byDefault, Map<String, Decision> calls) {
    Rules rules = Rules.all(byDefault, DocumentResolution.unknown(byDefault)).with(calls);
    return new Profile(Map.of(Architecture.X86_64, rules), Action.KILL_THREAD, Set.of());
  }

  private static void assertRefused(Profile profile, String message) {
    assertThatThrownBy(() -> ProfileDocument.of(profile, Architecture.X86_64))
        .isInstanceOf(SeccompException.class)
        .hasMessageStartingWith("the filter cannot be written as a profile for a runtime: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @EnumSource(Base.class)
  void a_base_keeps_its_meaning(Base base) throws SeccompException {
    assertKeepsItsMeaning(base.profile(HOST), 1);
  }

  @ParameterizedTest
  @EnumSource(Base.class)
  void options_keep_their_meaning(Base base) throws SeccompException {
    Options options =
        Options.parse(
            List.of(
                "seccomp.allow=i386,x32,@clock",
                "seccomp.deny=socket(AF_NETLINK),socket(40)",
                "seccomp.deny=ptrace"));
    assertKeepsItsMeaning(options.tailor(base, HOST).profile(), 2);
  }

  @Test
  void no_two_rules_match_one_call() throws SeccompException {
    for (Base base : Base.values()) {
      List<DocumentRule> rules = written(base.profile(HOST)).rules();
      assertThat(rules.stream().filter(rule -> rule.comparisons().isEmpty()))
          .flatExtracting(DocumentRule::names)
          .doesNotHaveDuplicates();
      assertThat(rules.stream().flatMap(rule -> rule.comparisons().stream()))
          .extracting(Comparison::operator)
          .allMatch(each -> each == Operator.EQ || each == Operator.MASKED_EQ);
    }
  }

  /**
   * A runtime compares 64 bits where the kernel takes 32, so that a rule without a mask is walked
   * around by setting one of the others.
   */
  @Test
  void an_int_is_compared_under_a_mask() throws SeccompException {
    Profile noVsock =
        profile(Action.ALLOW, Map.of("socket", new When(Condition.equal(0, 40), DENY, ALLOW)));
    assertThat(written(noVsock).rules())
        .singleElement()
        .extracting(DocumentRule::comparisons)
        .extracting(List::getFirst)
        .extracting(Comparison::value, Comparison::valueTwo, Comparison::operator)
        .containsExactly(0xffff_ffffL, 40L, Operator.MASKED_EQ);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "5", "17", "0x80000000", "0xffffffff", "0x123456789abcdef0", "-1"})
  void a_bound_is_written_as_masks(String bound) throws SeccompException {
    Condition atLeast = new Condition.AtLeast(0, Long.decode(bound));
    Condition even = new Condition.Masked(2, 1, 0);
    for (String call : List.of("socket", "brk", "lseek")) {
      assertKeepsItsMeaning(profile(Action.EPERM, Map.of(call, new When(atLeast, ALLOW, DENY))), 3);
      assertKeepsItsMeaning(profile(Action.ALLOW, Map.of(call, new When(atLeast, ALLOW, DENY))), 4);
      assertKeepsItsMeaning(
          profile(
              Action.EPERM,
              Map.of(
                  call,
                  new When(
                      atLeast,
                      new When(even, ALLOW, DENY),
                      new When(Condition.equal(1, 7), new Always(Action.errno(5)), DENY)))),
          5);
    }
  }

  @Test
  void whatever_a_document_says_is_written_with_the_same_meaning() throws SeccompException {
    Random random = new Random(6);
    int written = 0;
    for (int i = 0; i < 400; i++) {
      RandomDocuments documents = new RandomDocuments(random);
      Profile profile;
      try {
        profile = ProfileDocument.read(documents.next()).resolve(HOST);
        ProfileDocument.of(profile, Architecture.X86_64);
      } catch (SeccompException e) {
        assertThat(e.getMessage())
            .containsAnyOf("impossible comparison", "more bits than i386", "needs more than");
        continue;
      }
      assertKeepsItsMeaning(profile, random.nextLong());
      written++;
    }
    assertThat(written).isGreaterThan(200);
  }

  @Test
  void what_a_document_has_is_written() throws SeccompException {
    String json =
        "{\"defaultAction\":\"SCMP_ACT_TRACE\",\"defaultErrnoRet\":7,"
            + "\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86_64\","
            + "\"subArchitectures\":[\"SCMP_ARCH_X86\"]}],"
            + "\"flags\":[\"SECCOMP_FILTER_FLAG_LOG\"],\"listenerPath\":\"/run/agent\","
            + "\"listenerMetadata\":\"\\\"m\\\"\",\"syscalls\":[{\"names\":[\"read\"],"
            + "\"action\":\"SCMP_ACT_NOTIFY\",\"args\":[{\"index\":1,"
            + "\"value\":18446744073709551615,\"op\":\"SCMP_CMP_GE\"}],\"comment\":\"why\","
            + "\"includes\":{\"caps\":[\"CAP_BPF\"],\"arches\":[\"amd64\"],"
            + "\"minKernel\":\"4.8\"},\"excludes\":{\"caps\":[\"CAP_CHOWN\"]}}]}";
    ProfileDocument document = ProfileDocument.read(json.getBytes(StandardCharsets.UTF_8));
    assertThat(new String(document.write(), StandardCharsets.UTF_8)).isEqualTo(json);
  }

  @Test
  void a_foreign_call_kills_the_thread_in_a_runtime_and_nothing_else() throws SeccompException {
    Map<Architecture, Rules> own =
        Map.of(Architecture.X86_64, Rules.all(Action.ALLOW, Action.ALLOW));
    assertRefused(new Profile(own, Action.EPERM, Set.of()), "another architecture");
    Map<Architecture, Rules> every = new EnumMap<>(Architecture.class);
    HOST.conventions().forEach(each -> every.put(each, Rules.all(Action.ALLOW, Action.ALLOW)));
    assertThat(written(new Profile(every, Action.EPERM, Set.of())).rules()).isEmpty();
  }

  @Test
  void what_a_document_cannot_say_is_refused() {
    Rules allow = Rules.all(Action.ALLOW, Action.ALLOW);
    assertRefused(
        new Profile(Map.of(Architecture.I386, allow), Action.KILL_THREAD, Set.of()),
        "always lets x86_64 be used");
    assertRefused(
        new Profile(
            Map.of(
                Architecture.X86_64, allow, Architecture.I386, Rules.all(Action.LOG, Action.LOG)),
            Action.KILL_THREAD,
            Set.of()),
        "different default actions");
    assertRefused(
        new Profile(
            Map.of(Architecture.X86_64, Rules.all(Action.EPERM, Action.EPERM)),
            Action.KILL_THREAD,
            Set.of()),
        "calls without a name are to be ERRNO(1)");
    assertRefused(
        new Profile(
            Map.of(
                Architecture.X86_64, allow, Architecture.I386, allow.with(Map.of("getcwd", DENY))),
            Action.KILL_THREAD,
            Set.of()),
        "different rules for getcwd");
  }

  /** libseccomp would take 0x1_0000_0000 for 0 where registers have 32 bits. */
  @Test
  void bits_that_32_bit_programs_do_not_have_are_refused_where_these_may_run() {
    Decision wide = new When(Condition.equal(1, 1L << 32), ALLOW, DENY);
    Rules wideOnly = Rules.all(Action.EPERM, Action.ENOSYS).with(Map.of("munmap", wide));
    Rules none = Rules.all(Action.EPERM, Action.ENOSYS);
    assertRefused(
        new Profile(
            Map.of(Architecture.X86_64, wideOnly, Architecture.I386, none),
            Action.KILL_THREAD,
            Set.of()),
        "a rule for munmap is about more bits than i386 has");
  }

  @Test
  void more_rules_than_a_filter_could_hold_are_refused() {
    Decision decision = ALLOW;
    for (int argument = 0; argument < 3; argument++) {
      decision = new When(Condition.equal(argument, 0), DENY, decision);
    }
    assertRefused(profile(Action.EPERM, Map.of("mmap", decision)), "more than 256 rules");
  }

  @Test
  void trap_with_a_number_is_refused() {
    assertRefused(
        profile(Action.ALLOW, Map.of("read", new Always(new Action(Action.Kind.TRAP, 5)))),
        "TRAP(5)");
  }

  @Test
  void an_agents_socket_is_needed_for_notified_calls() {
    assertRefused(
        profile(Action.ALLOW, Map.of("read", new Always(Action.USER_NOTIF))), "USER_NOTIF");
  }

  @Test
  void cubes_of_a_decision_have_nothing_in_common() {
    Random random = new Random(8);
    for (int i = 0; i < 200; i++) {
      Profile profile;
      try {
        profile = ProfileDocument.read(new RandomDocuments(random).next()).resolve(HOST);
      } catch (SeccompException e) {
        continue;
      }
      for (Map.Entry<String, Decision> each :
          profile.rules(Architecture.X86_64).calls().entrySet()) {
        SystemCall call = SystemCalls.known().named(each.getKey()).orElseThrow();
        List<Cube> all = new ArrayList<>();
        try {
          Cubes.of(each.getValue(), call, Architecture.X86_64, Action.ALLOW)
              .values()
              .forEach(all::addAll);
        } catch (Cubes.TooMany e) {
          continue;
        }
        for (int a = 0; a < all.size(); a++) {
          for (int b = 0; b < a; b++) {
            Optional<Cube> both = all.get(a).and(all.get(b));
            assertThat(both).isEmpty();
          }
        }
      }
    }
  }
}
