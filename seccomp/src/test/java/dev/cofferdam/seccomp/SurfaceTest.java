package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class SurfaceTest {
  private static final KernelVersion KERNEL = new KernelVersion(6, 18);
  private static final Rules CLOSED = Rules.all(Action.EPERM, Action.ENOSYS);

  private static Profile only(Architecture architecture, Rules rules) {
    return new Profile(Map.of(architecture, rules), Action.KILL_PROCESS, Set.of());
  }

  private static Decision always(Action action) {
    return new Decision.Always(action);
  }

  private static Rules allowing(String... calls) {
    Map<String, Decision> allowed = new TreeMap<>();
    for (String call : calls) {
      allowed.put(call, always(Action.ALLOW));
    }
    return CLOSED.with(allowed);
  }

  private static Surface surface(KernelVersion kernel, Architecture architecture, Rules rules)
      throws SeccompException {
    return Surface.of(
        kernel,
        EnumSet.of(architecture),
        "none",
        Surface.UNFILTERED,
        "mine",
        only(architecture, rules));
  }

  private static List<String> reached(
      KernelVersion kernel, Architecture architecture, Reach reach, Rules rules)
      throws SeccompException {
    return surface(kernel, architecture, rules).conventions().getFirst().after(reach);
  }

  @Nested
  class A_kernel {
    private static boolean has(Architecture architecture, int major, int minor, String call) {
      return KernelCalls.of(architecture, new KernelVersion(major, minor)).stream()
          .anyMatch(each -> each.name().equals(call));
    }

    @Test
    void has_no_calls_that_came_after_it() {
      assertThat(has(Architecture.X86_64, 5, 15, "futex_waitv")).isFalse();
      assertThat(has(Architecture.X86_64, 5, 16, "futex_waitv")).isTrue();
    }

    @Test
    void has_no_calls_that_were_taken_away_before_it() {
      assertThat(has(Architecture.I386, 5, 4, "_sysctl")).isTrue();
      assertThat(has(Architecture.I386, 5, 5, "_sysctl")).isFalse();
      assertThat(has(Architecture.AARCH64, 5, 12, "lookup_dcookie")).isFalse();
    }

    @Test
    void has_no_calls_that_were_never_made() {
      assertThat(has(Architecture.X86_64, 6, 18, "afs_syscall")).isFalse();
      assertThat(has(Architecture.X86_64, 6, 18, "set_thread_area")).isFalse();
      assertThat(has(Architecture.I386, 6, 18, "set_thread_area")).isTrue();
    }
  }

  @Test
  void every_name_in_its_lists_is_a_call() {
    for (String list : List.of("multiplexed.txt", "unmade.txt")) {
      int others = list.equals("unmade.txt") ? 2 : 4;
      for (String line : Resources.lines(list)) {
        assertThat(List.of(line.split(" ")).stream().skip(others)).allMatch(CallNames::isOurs);
      }
    }
  }

  @Nested
  class A_call {
    @Test
    void is_open_closed_or_depends_as_decided() throws SeccompException {
      RandomProfiles random = new RandomProfiles(31);
      SystemCall socket = SystemCalls.known().named("socket").orElseThrow();
      for (int round = 0; round < 300; round++) {
        Decision decision = random.decision(4);
        Reach reach = Reach.of(decision, socket, Architecture.X86_64, new Work("this"));
        for (int i = 0; i < 50; i++) {
          long[] arguments = {random.border(), random.border(), random.border(), 0, 0, 0};
          Passage passage = Passage.of(decision.decide(arguments, socket, Architecture.X86_64));
          assertThat(passage == Passage.LET_THROUGH || reach != Reach.OPEN).isTrue();
          assertThat(passage == Passage.DENIED || reach != Reach.CLOSED).isTrue();
        }
      }
    }

    @Test
    void that_no_argument_gets_through_is_closed() throws SeccompException {
      Decision never =
          new Decision.When(
              new Condition.AtLeast(0, 5),
              new Decision.When(Condition.equal(0, 4), always(Action.ALLOW), always(Action.EPERM)),
              always(Action.EPERM));
      assertThat(
              reached(
                  KERNEL,
                  Architecture.X86_64,
                  Reach.CONDITIONAL,
                  CLOSED.with(Map.of("socket", never))))
          .isEmpty();
    }

    @Test
    void that_another_process_is_asked_about_depends() throws SeccompException {
      Rules rules = CLOSED.with(Map.of("mount", always(Action.USER_NOTIF)));
      assertThat(reached(KERNEL, Architecture.X86_64, Reach.CONDITIONAL, rules))
          .containsExactly("mount");
    }
  }

  @Nested
  class A_call_that_does_the_work_of_others {
    @Test
    void makes_them_reachable_whatever_is_decided_on_them() throws SeccompException {
      List<String> inEffect =
          reached(KERNEL, Architecture.X86_64, Reach.IN_EFFECT, allowing("io_uring_setup"));
      assertThat(inEffect).contains("openat", "socket", "connect", "unlink", "bind", "pipe2");
      assertThat(inEffect).doesNotContain("mount", "execve", "io_uring_enter");
    }

    @Test
    void does_no_more_than_its_kernel_can() throws SeccompException {
      List<String> inEffect =
          reached(
              new KernelVersion(5, 18),
              Architecture.X86_64,
              Reach.IN_EFFECT,
              allowing("io_uring_setup"));
      assertThat(inEffect).contains("openat").doesNotContain("socket", "bind");
    }

    @Test
    void is_counted_as_reachable() throws SeccompException {
      Surface none = surface(KERNEL, Architecture.X86_64, allowing());
      Surface ring = surface(KERNEL, Architecture.X86_64, allowing("io_uring_setup"));
      assertThat(none.afterCount().reachable()).isZero();
      assertThat(ring.afterCount().open()).isEqualTo(1);
      assertThat(ring.afterCount().inEffect()).isGreaterThan(50);
    }

    @Test
    void does_only_what_its_argument_may_ask_for() throws SeccompException {
      Decision noSocket =
          new Decision.When(Condition.equal(0, 1), always(Action.EPERM), always(Action.ALLOW));
      List<String> inEffect =
          reached(
              KERNEL,
              Architecture.I386,
              Reach.IN_EFFECT,
              CLOSED.with(Map.of("socketcall", noSocket)));
      assertThat(inEffect).contains("connect", "socketpair").doesNotContain("socket");
    }

    @Test
    void lets_families_through_that_are_denied_by_their_argument() throws SeccompException {
      Decision noVsock =
          new Decision.When(Condition.equal(0, 40), always(Action.EPERM), always(Action.ALLOW));
      Rules rules = allowing("socketcall").with(Map.of("socket", noVsock));
      assertThat(reached(KERNEL, Architecture.I386, Reach.IN_EFFECT, rules)).contains("socket");
      assertThat(reached(KERNEL, Architecture.X86_64, Reach.CONDITIONAL, rules)).contains("socket");
    }
  }

  @Nested
  class Counted {
    private static final Surface DEFAULT = base(Base.DEFAULT);

    private static Surface base(Base base) {
      try {
        return Surface.of(
            KERNEL,
            EnumSet.of(Architecture.X86_64, Architecture.I386),
            "none",
            Surface.UNFILTERED,
            base.optionName(),
            base.profile(Environments.x86()));
      } catch (SeccompException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void everything_is_reachable_without_a_filter() {
      assertThat(DEFAULT.beforeCount().closed()).isZero();
      assertThat(DEFAULT.beforeCount().conditional()).isZero();
    }

    @Test
    void an_architecture_that_may_not_be_used_is_gone_whole() {
      Surface.Convention i386 = DEFAULT.conventions().getLast();
      assertThat(i386.architecture()).isEqualTo(Architecture.I386);
      assertThat(i386.after().reachable()).isZero();
      assertThat(Surface.gone(i386.before(), i386.after())).isEqualTo(100);
    }

    @Test
    void over_half_is_gone_with_the_default_base() {
      assertThat(DEFAULT.gone()).isBetween(51, 99);
    }

    @Test
    void a_hundred_is_everything_and_never_rounded_up_to() {
      Surface.Count all = new Surface.Count(400, 0, 0, 0);
      assertThat(Surface.gone(all, new Surface.Count(1, 0, 0, 399))).isEqualTo(99);
      assertThat(Surface.gone(all, new Surface.Count(0, 0, 0, 400))).isEqualTo(100);
      assertThat(Surface.gone(all, new Surface.Count(100, 60, 41, 199))).isEqualTo(49);
      assertThat(Surface.gone(new Surface.Count(0, 0, 0, 9), all)).isZero();
    }

    @Test
    void a_larger_surface_is_said_to_be_larger() throws SeccompException {
      Surface larger =
          Surface.of(
              KERNEL,
              EnumSet.of(Architecture.X86_64),
              "mine",
              only(Architecture.X86_64, allowing("read")),
              "none",
              Surface.UNFILTERED);
      assertThat(larger.gone()).isNegative();
      assertThat(larger.text()).contains("The surface is larger: ", " calls instead of 1.");
    }
  }

  @Nested
  class Written {
    private static Surface small() throws SeccompException {
      Decision unix =
          new Decision.When(Condition.equal(0, 1), always(Action.ALLOW), always(Action.EPERM));
      Rules rules = allowing("read", "io_uring_setup").with(Map.of("personality", unix));
      return Surface.of(
          new KernelVersion(5, 1),
          EnumSet.of(Architecture.X86_64, Architecture.I386),
          "none",
          Surface.UNFILTERED,
          "<a> & \"b\"\n",
          only(Architecture.X86_64, rules));
    }

    private static final int X86_64 = calls(Architecture.X86_64);
    private static final int ALL = X86_64 + calls(Architecture.I386);
    private static final int GONE = 100 * (ALL - 15) / ALL;

    private static int calls(Architecture architecture) {
      return KernelCalls.of(architecture, new KernelVersion(5, 1)).size();
    }

    @Test
    void for_people() throws SeccompException {
      assertThat(small().text())
          .isEqualTo(
              """
              System calls of kernel 5.1 that can be reached:
                              none  <a> & "b"?   gone
                x86_64  %1$d of %1$d   15 of %1$d   95 %%
                i386    %2$d of %2$d    0 of %2$d  100 %%
                all     %3$d of %3$d   15 of %3$d   %4$d %%
              %4$d %% of the surface is gone: 15 of %3$d calls are left.
              x86_64, depends on its arguments with <a> & "b"?: personality
              x86_64, in effect let through by io_uring_setup: write, poll, pread64, pwrite64, readv, writev,
                  fsync, fdatasync, preadv, pwritev, preadv2, pwritev2
              """
                  .formatted(X86_64, ALL - X86_64, ALL, GONE));
    }

    @Test
    void for_programs() throws SeccompException {
      assertThat(small().json())
          .startsWith(
              """
              {"kernel":"5.1","before":"none","after":"<a> & \\"b\\"\\n","architectures":[\
              {"architecture":"x86_64","calls":%1$d,\
              "reachableBefore":{"all":%1$d,"open":%1$d,"conditional":0,"inEffect":0},\
              "reachableAfter":{"all":15,"open":2,"conditional":1,"inEffect":12},\
              "gonePercent":95,"open":["read","io_uring_setup"],"conditional":["personality"],\
              "inEffect":{"write":["io_uring_setup"],\
              """
                  .formatted(X86_64))
          .endsWith(
              """
              "all":{"calls":%1$d,\
              "reachableBefore":{"all":%1$d,"open":%1$d,"conditional":0,"inEffect":0},\
              "reachableAfter":{"all":15,"open":2,"conditional":1,"inEffect":12},\
              "gonePercent":%2$d}}\
              """
                  .formatted(ALL, GONE));
    }

    @Test
    void as_a_picture_that_says_in_words_what_it_shows() throws Exception {
      String svg = small().svg();
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
              .getDocumentElement();
      assertThat(root.getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo("Attack surface of kernel 5.1");
      assertThat(root.getElementsByTagName("desc").item(0).getTextContent())
          .startsWith("%d %% of the surface is gone: 15 of %d calls are left.".formatted(GONE, ALL))
          .contains("x86_64: none: %1$d of %1$d; <a> & \"b\"?: 15 of %1$d,".formatted(X86_64));
      assertThat(root.getAttribute("role")).isEqualTo("img");
      assertThat(svg).isEqualTo(small().svg()).doesNotContain("<a>");
    }

    @Test
    void as_a_picture_with_one_mark_for_each_call_before_and_after() throws SeccompException {
      String svg = small().svg();
      int marks = svg.split("M[0-9]", -1).length - 1;
      assertThat(marks).isEqualTo(2 * ALL + Reach.values().length);
    }
  }
}
