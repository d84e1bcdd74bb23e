package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseTest {
  private static final Profile MISSION = Base.MISSION.profile(Environments.x86());
  private static final Profile DEFAULT = Base.DEFAULT.profile(Environments.x86());

  private static boolean isAllowed(Base base, String capability, String call) {
    Profile profile = base.profile(Environments.x86(capability));
    return Environments.decide(profile, call).equals(Action.ALLOW);
  }

  @Test
  void none_allows_everything_everywhere() {
    Profile none = Base.NONE.profile(Environments.x86());
    assertThat(none.architectures()).containsOnlyKeys(Environments.x86().conventions());
    assertThat(none.foreign()).isEqualTo(Action.ALLOW);
    assertThat(Environments.decide(none, Architecture.X32, "kexec_load")).isEqualTo(Action.ALLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MISSION", "DEFAULT"})
  void foreign_architectures_are_denied(Base base) {
    Profile profile = base.profile(Environments.x86());
    assertThat(profile.architectures()).containsOnlyKeys(Architecture.X86_64);
    assertThat(profile.foreign().isLetThrough()).isFalse();
    assertThat(base.profile(Environments.arm()).architectures())
        .containsOnlyKeys(Architecture.AARCH64);
  }

  @Nested
  class Mission {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "kexec_load",
          "open_by_handle_at",
          "init_module",
          "finit_module",
          "delete_module",
          "iopl",
          "ioperm",
          "swapon",
          "swapoff",
          "sysfs",
          "_sysctl",
          "adjtimex",
          "clock_adjtime",
          "lookup_dcookie",
          "perf_event_open",
          "fanotify_init",
          "kcmp"
        })
    void denies_a_short_list_of_calls(String call) {
      assertThat(Environments.decide(MISSION, call)).isEqualTo(Action.EPERM);
    }

    @Test
    void allows_only_the_families_of_everyday() {
      for (int family = 0; family < 100; family++) {
        boolean allowed = List.of(0, 1, 2, 10, 16).contains(family);
        Action expected = allowed ? Action.ALLOW : Action.EPERM;
        assertThat(Environments.decide(MISSION, "socket", family)).isEqualTo(expected);
        assertThat(Environments.decide(MISSION, "socket", family | 1L << 32)).isEqualTo(expected);
      }
      assertThat(Environments.decide(MISSION, "socket", -1)).isEqualTo(Action.EPERM);
    }

    @Test
    void allows_the_rest_and_what_is_newer_than_the_table() {
      assertThat(Environments.decide(MISSION, "mount")).isEqualTo(Action.ALLOW);
      assertThat(MISSION.decide(SeccompData.of(Architecture.X86_64, 4000))).isEqualTo(Action.ALLOW);
    }
  }

  @Nested
  class Default {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "io_uring_setup",
          "io_uring_enter",
          "io_uring_register",
          "userfaultfd",
          "kexec_file_load",
          "bpf",
          "open_tree",
          "open_tree_attr",
          "move_mount",
          "fsopen",
          "process_vm_readv",
          "process_vm_writev",
          "add_key",
          "request_key",
          "keyctl",
          "unshare",
          "setns"
        })
    void denies_the_newer_dangers(String call) {
      assertThat(Environments.decide(DEFAULT, call)).isEqualTo(Action.EPERM);
    }

    @Test
    void denies_new_namespaces_and_nothing_else_of_clone() {
      long threads = 0x3d0f00;
      assertThat(Environments.decide(DEFAULT, "clone", threads)).isEqualTo(Action.ALLOW);
      for (int namespace = 0; namespace < 7; namespace++) {
        long flag =
            new long[] {1 << 17, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30}[namespace];
        assertThat(Environments.decide(DEFAULT, "clone", threads | flag)).isEqualTo(Action.EPERM);
      }
      assertThat(Environments.decide(DEFAULT, "clone3")).isEqualTo(Action.ENOSYS);
    }

    @Test
    void personality_is_one_of_the_harmless() {
      int addressesNotRandom = 0x40000;
      assertThat(Environments.decide(DEFAULT, "personality", 0)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(DEFAULT, "personality", 0xffff_ffffL)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(DEFAULT, "personality", -1)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(DEFAULT, "personality", addressesNotRandom))
          .isEqualTo(Action.EPERM);
    }

    @Test
    void numbers_without_a_name_do_not_exist() {
      assertThat(DEFAULT.decide(SeccompData.of(Architecture.X86_64, 4000)))
          .isEqualTo(Action.ENOSYS);
    }

    @Test
    void a_capability_brings_the_calls_that_it_is_for() {
      assertThat(isAllowed(Base.DEFAULT, "CAP_SYS_ADMIN", "mount")).isTrue();
      assertThat(isAllowed(Base.DEFAULT, "CAP_SYS_ADMIN", "clone3")).isTrue();
      assertThat(isAllowed(Base.DEFAULT, "CAP_SYS_ADMIN", "io_uring_setup")).isFalse();
      assertThat(isAllowed(Base.DEFAULT, "CAP_SYS_PTRACE", "kcmp")).isTrue();
      assertThat(isAllowed(Base.DEFAULT, "CAP_SYS_TIME", "clock_settime")).isTrue();
      assertThat(isAllowed(Base.DEFAULT, "CAP_SYS_CHROOT", "clock_settime")).isFalse();
    }

    @Test
    void packets_are_for_who_may_send_raw_ones() {
      int packet = 17;
      Profile raw = Base.DEFAULT.profile(Environments.x86("CAP_NET_RAW"));
      assertThat(Environments.decide(DEFAULT, "socket", packet)).isEqualTo(Action.EPERM);
      assertThat(Environments.decide(raw, "socket", packet)).isEqualTo(Action.ALLOW);
    }

    @Test
    void is_nowhere_looser_than_the_mission() throws SeccompException {
      Profile mission = Base.MISSION.everywhere(Environments.x86());
      assertThat(ProfileComparison.excess(Base.DEFAULT.everywhere(Environments.x86()), mission))
          .isEmpty();
    }

    @Test
    void allows_nothing_that_engines_do_not_allow() {
      Map<String, Set<String>> engines = allowedByEngines();
      Set<String> always = engines.getOrDefault("always", Set.of());
      assertThat(always).containsAll(allowed());
      engines.forEach((capability, calls) -> {
        if (!capability.equals("always")) {
          Set<String> more = new TreeSet<>(allowed(capability));
          more.removeAll(allowed());
          // Setting the clock; engines let anybody try.
          more.removeAll(Set.of("adjtimex", "clock_adjtime", "clock_adjtime64"));
          more.remove("fanotify_mark");
          assertThat(calls).as(capability).containsAll(more);
        }
      });
    }

    @Test
    void a_capability_brings_all_that_engines_give_for_it() {
      allowedByEngines()
          .forEach((capability, calls) -> {
            if (!capability.equals("always")) {
              assertThat(allowed(capability)).as(capability).containsAll(calls);
            }
          });
    }

    @Test
    void is_a_short_program() throws SeccompException {
      assertCost(DEFAULT, 220);
      assertThat(Compiler.compile(DEFAULT).size()).isLessThan(100);
    }

    @Test
    void is_a_short_program_on_every_architecture_of_x86() throws SeccompException {
      assertCost(Environments.opened(), 350);
    }

    /** Every call of every architecture counts once for the average; each way for the longest. */
    private static void assertCost(Profile profile, int instructions) throws SeccompException {
      Proof proof = Prover.proveWidely(profile, Compiler.compile(profile), 0);
      assertThat(proof)
          .isInstanceOfSatisfying(
              Proof.Proven.class,
              proven -> {
                assertThat(proven.sampled()).isZero();
                assertThat(proven.cost().instructions()).isLessThanOrEqualTo(instructions);
                assertThat(proven.cost().longest()).isLessThanOrEqualTo(20);
                assertThat(proven.cost().average()).isLessThanOrEqualTo(11);
              });
    }

    /** Whatever the arguments are, on any architecture of the host. */
    private static Set<String> allowed(String... capabilities) {
      Profile profile = Base.DEFAULT.everywhere(Environments.x86(capabilities));
      Set<String> allowed = new TreeSet<>();
      for (Rules rules : profile.architectures().values()) {
        for (SystemCall call : SystemCalls.known().all()) {
          if (rules.of(call.name()).equals(new Decision.Always(Action.ALLOW))) {
            allowed.add(call.name());
          }
        }
      }
      return allowed;
    }

    private static Map<String, Set<String>> allowedByEngines() {
      Map<String, Set<String>> allowed = new TreeMap<>();
      String key = "";
      for (String word : Resources.words("allowed-by-engines.txt")) {
        if (word.endsWith(":")) {
          key = word.substring(0, word.length() - 1);
        } else {
          allowed.computeIfAbsent(key, _ -> new TreeSet<>()).add(word);
        }
      }
      return allowed;
    }
  }
}
