package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * System calls that programs in containers make, with the filter that the gateway has asked for.
 */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeccompTest {
  private static final String ORDINARY =
      """
      version: 1
      roles:
        tester:
          - allow: ["*"]
            confinement: baseline
            grant: ["seccomp:allow:clock_adjtime", "cap:SYS_TIME"]
      bindings:
        - role: tester
          to: ["user:root"]
      """;

  private final Engine engine;
  private final Path home;
  private final Gateway ordinary;
  private final Gateway everything;

  SeccompTest(Site site) {
    this.engine = site.engine();
    this.home = site.newDirectory("seccomp");
    this.ordinary = Gateway.start(site.newHome("gateway"), engine.socket(), ORDINARY);
    this.everything =
        Gateway.start(site.newHome("gateway"), engine.socket(), Policies.everythingForRoot());
  }

  @BeforeAll
  void prepare() {
    Attempts.load(engine, home);
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @AfterAll
  void stop() {
    engine.docker().orFail("rmi", Attempts.IMAGE);
    try (ordinary) {
      everything.close();
    }
  }

  private static Docker at(Gateway gateway) {
    return new Docker(Docker.clients().getFirst(), gateway.socket(), As.root());
  }

  /** What came of one call in a container with these options. */
  private static String outcome(Docker docker, String call, String... options) {
    List<String> line = new ArrayList<>(List.of("run", "--rm"));
    line.addAll(List.of(options));
    line.addAll(Attempts.of(call));
    return docker.orFail(line.toArray(String[]::new)).strip().substring(call.length() + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "clock_adjtime, ok, EPERM",
    "vsock, ok, EPERM",
    "vsock-high, ok, EPERM",
    "io_uring_setup, EFAULT, EPERM",
    "keyctl, ok, EPERM",
    "userfaultfd, ok, EPERM",
    "unshare, ok, EPERM",
    "kcmp, ok, EPERM",
    "getcwd, ok, ok"
  })
  void a_plain_container_makes_only_the_calls_of_the_base(
      String call, String without, String with) {
    assertThat(outcome(engine.docker(), call, "--security-opt=seccomp=unconfined"))
        .isEqualTo(without);
    assertThat(outcome(at(ordinary), call)).isEqualTo(with);
  }

  @Test
  void a_plain_container_is_made_without_a_word_and_has_a_filter() {
    Finished made = at(ordinary).run("run", "--rm", "foobar", "cat", "/proc/self/status");
    assertThat(made.out()).contains("Seccomp:\t2");
    assertThat(made.err()).isEmpty();
  }

  @Test
  void a_process_that_joins_a_container_has_its_filter() {
    at(ordinary).orFail("run", "-d", "--name=guarded", Attempts.IMAGE, "sleep", "1000");
    assertThat(at(ordinary).orFail("exec", "guarded", "/bin/attempt", "kcmp"))
        .isEqualToIgnoringWhitespace("kcmp EPERM");
    assertThat(at(ordinary).orFail("exec", "guarded", "cat", "/proc/self/status"))
        .contains("Seccomp:\t2");
  }

  @Test
  void a_call_is_allowed_to_whoever_may_allow_it() {
    Finished made =
        at(ordinary)
            .run(
                "run",
                "--rm",
                "--security-opt=seccomp.allow=clock_adjtime",
                Attempts.IMAGE,
                "/bin/attempt",
                "clock_adjtime");
    assertThat(made.out().strip()).isEqualTo("clock_adjtime ok");
    assertThat(made.err()).contains("seccomp: base default, clock_adjtime allowed");
  }

  @Test
  void a_capability_brings_the_calls_that_it_is_for() {
    assertThat(outcome(at(ordinary), "clock_adjtime", "--cap-add=SYS_TIME")).isEqualTo("ok");
  }

  @Test
  void what_is_not_granted_is_refused_by_name() {
    Finished refused =
        at(ordinary).run("create", "--security-opt=seccomp.allow=bpf", Attempts.IMAGE, "true");
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.err()).contains("seccomp:allow:bpf");
  }

  @Test
  void a_call_is_denied_to_whoever_asks_for_that() {
    assertThat(outcome(at(ordinary), "getcwd", "--security-opt=seccomp.deny=getcwd"))
        .isEqualTo("EPERM");
  }

  /** What the runtime and a static program need to begin and to end. */
  @Test
  void everything_is_denied_but_what_is_allowed() {
    String least =
        "execve,exit,exit_group,brk,mmap,munmap,mprotect,arch_prctl,set_tid_address,rseq,"
            + "set_robust_list,prlimit64,readlink,readlinkat,getrandom,fstat,newfstatat,write,"
            + "futex,close,openat,fcntl,capset,capget,prctl,setuid,setgid,setgroups,chdir,"
            + "fchdir,getdents64,read,epoll_ctl,epoll_pwait,nanosleep,sched_yield,"
            + "rt_sigreturn,rt_sigaction,rt_sigprocmask,getpid,gettid,tgkill,sigaltstack,stat,"
            + "faccessat2,fstatfs,statfs,umask,getppid,lstat,dup3,pipe2,mount,madvise,seccomp";
    assertThat(
            outcome(
                at(everything),
                "getcwd",
                "--security-opt=seccomp.deny=all",
                "--security-opt=seccomp.allow=" + least + ",getcwd"))
        .isEqualTo("ok");
    assertThat(
            outcome(
                at(everything),
                "getcwd",
                "--security-opt=seccomp.deny=all",
                "--security-opt=seccomp.allow=" + least))
        .isIn("EPERM", "ENOSYS");
  }

  /** {@code ./cofferdam docker}, as it is typed. */
  private static Command dropIn(Gateway gateway, String... words) {
    List<String> line =
        new ArrayList<>(List.of(Policies.repository().resolve("cofferdam").toString(), "docker"));
    line.addAll(List.of(words));
    return Command.of(line).with("DOCKER_HOST", "unix://" + gateway.socket()).behind(As.root());
  }

  @Test
  void the_drop_in_for_docker_understands_colons() {
    assertThat(
            dropIn(
                    ordinary,
                    "run",
                    "--rm",
                    "--security-opt",
                    "seccomp:allow:clock_adjtime",
                    Attempts.IMAGE,
                    "/bin/attempt",
                    "clock_adjtime")
                .orFail()
                .strip())
        .isEqualTo("clock_adjtime ok");
    assertThat(
            dropIn(
                    ordinary,
                    "run",
                    "--rm",
                    "--security-opt=seccomp:deny:getcwd",
                    Attempts.IMAGE,
                    "sh",
                    "-c",
                    "cd /bin; ./attempt getcwd; exit 3")
                .run())
        .satisfies(ended -> {
          assertThat(ended.out().strip()).isEqualTo("getcwd EPERM");
          assertThat(ended.exit()).isEqualTo(3);
        });
  }

  @Test
  void the_drop_in_denies_everything_but_what_it_allows() {
    String shell = "@default,@basic-io,@file-system,@process,@signal,@io-event,@ipc";
    Finished ended =
        dropIn(
                everything,
                "run",
                "--rm",
                "--security-opt",
                "seccomp:deny:all",
                "--security-opt",
                "seccomp:allow:" + shell,
                Attempts.IMAGE,
                "sh",
                "-c",
                "attempt getcwd; attempt vsock; grep Seccomp: /proc/self/status")
            .run();
    assertThat(ended.out().lines()).contains("getcwd ok", "vsock EPERM", "Seccomp:\t2");
  }

  @Test
  void the_spelling_with_colons_is_understood_from_whoever_speaks_to_the_api() {
    for (Gateway gateway : List.of(ordinary, everything)) {
      RawHttp.Answer made =
          RawHttp.request(
              gateway.socket(),
              "POST",
              "/v1.41/containers/create",
              "{\"Image\":\"attempts\",\"Cmd\":[\"/bin/attempt\",\"clock_adjtime\"],"
                  + "\"HostConfig\":{\"SecurityOpt\":[\"seccomp:allow:clock_adjtime\"]}}");
      assertThat(made.status()).as(made.toString()).isEqualTo(201);
      String id = Json.object(made.body()).getOrDefault("Id", "").toString();
      assertThat(engine.docker().orFail("start", "--attach", id).strip())
          .isEqualTo("clock_adjtime ok");
    }
  }

  @Test
  void a_profile_takes_a_privilege_for_what_it_adds() throws IOException {
    Path profile =
        Files.writeString(
            home.resolve("bpf.json"),
            "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"bpf\",\"read\"],"
                + "\"action\":\"SCMP_ACT_ALLOW\"}]}");
    Finished refused =
        at(ordinary).run("create", "--security-opt=seccomp=" + profile, "foobar", "true");
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.err()).contains("seccomp:allow:bpf").doesNotContain("seccomp:allow:read");
  }

  @Test
  void a_profile_is_what_the_container_gets_with_the_options_applied() throws IOException {
    Path profile =
        Files.writeString(
            home.resolve("all.json"),
            "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"getcwd\"],"
                + "\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":38}]}");
    String option = "--security-opt=seccomp=" + profile;
    assertThat(outcome(at(everything), "getcwd", option, "--security-opt=no-new-privileges"))
        .isEqualTo("ENOSYS");
    assertThat(outcome(at(everything), "kcmp", option, "--security-opt=seccomp.allow=getcwd"))
        .isEqualTo("ok");
    assertThat(outcome(at(everything), "kcmp", option, "--security-opt=seccomp.deny=kcmp"))
        .isEqualTo("EPERM");
  }

  @Test
  void another_base_is_another_filter() {
    assertThat(outcome(at(everything), "kcmp", "--security-opt=seccomp.base=mission"))
        .isEqualTo("EPERM");
    assertThat(outcome(at(everything), "unshare", "--security-opt=seccomp.base=mission"))
        .isNotEmpty();
    assertThat(outcome(at(everything), "kcmp", "--security-opt=seccomp.base=none")).isEqualTo("ok");
  }

  /** The engine of these tests ignores the profile of a privileged container. */
  @Test
  void a_privileged_container_has_no_filter_and_whoever_asks_for_one_is_told() {
    assertThat(outcome(at(everything), "kcmp", "--privileged")).isEqualTo("ok");
    Finished refused =
        at(everything)
            .run("create", "--privileged", "--security-opt=seccomp.deny=kcmp", "foobar", "true");
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.err()).contains("without a filter").contains("--cap-add");
  }

  @Test
  void a_label_says_what_the_filter_was_made_from() {
    at(ordinary)
        .orFail(
            "create", "--name=described", "--security-opt=seccomp.deny=getcwd", "foobar", "true");
    assertThat(
            engine
                .docker()
                .orFail(
                    "inspect",
                    "--format={{index .Config.Labels \"dev.cofferdam.seccomp\"}}",
                    "described")
                .strip())
        .isEqualTo("default seccomp.deny=getcwd");
  }
}
