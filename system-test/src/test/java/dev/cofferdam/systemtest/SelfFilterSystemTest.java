package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The gateway under the filter that it puts itself under, and what it is like without. */
@OnSite
class SelfFilterSystemTest {
  private final Site site;

  SelfFilterSystemTest(Site site) {
    this.site = site;
  }

  private Launcher up(Path home, String... more) {
    Launcher cofferdam = Launcher.at(home);
    List<String> words = new java.util.ArrayList<>();
    words.addAll(List.of("--engine", "unix://" + site.engine().socket()));
    words.addAll(List.of(more));
    cofferdam.up(words.toArray(String[]::new)).orFail();
    return cofferdam;
  }

  @Test
  void every_thread_of_the_gateway_is_under_it_and_status_says_so() throws IOException {
    try (Launcher cofferdam = up(site.newHome("filtered"))) {
      cofferdam.docker().orFail("ps");
      assertThat(lines(cofferdam.pid(), "Seccomp:")).containsOnly("2");
      assertThat(lines(cofferdam.pid(), "Seccomp_filters:")).doesNotContain("0");
      assertThat(lines(cofferdam.pid(), "NoNewPrivs:")).containsOnly("1");
      assertThat(cofferdam.here("status").orFail())
          .containsPattern("itself     may make 1[0-9]{2} of [34][0-9]{2} system calls");
    }
  }

  @Test
  void code_that_runs_in_the_gateway_starts_no_program() throws IOException {
    Path home = site.newHome("filtered");
    try (Launcher cofferdam = up(home)) {
      List<String> report = Intruder.into(cofferdam.pid(), home);
      assertThat(report.getFirst()).startsWith("program: Cannot run program");
      assertThat(report.getLast()).isEqualTo("socket: open true");
      assertThat(Command.of(Intruder.jcmd(), cofferdam.pid() + "", "Thread.print").orFail())
          .as("what an administrator asks a gateway that hangs")
          .contains("Full thread dump");
      cofferdam.docker().orFail("ps");
    }
  }

  @Test
  void without_it_the_same_code_does() throws IOException {
    Path home = site.newHome("unfiltered");
    try (Launcher cofferdam = up(home, "--no-self-filter")) {
      assertThat(lines(cofferdam.pid(), "Seccomp:")).containsOnly("0");
      assertThat(Intruder.into(cofferdam.pid(), home)).contains("program: exit status 0");
      assertThat(cofferdam.here("status").orFail())
          .contains("itself     may make EVERY system call");
      assertThat(Files.readString(cofferdam.state().resolve("cofferdam.log")))
          .contains("without a filter");
    }
  }

  /** A line of proc_pid_status(5), for each thread that there is. */
  private static List<String> lines(long pid, String label) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads
          .flatMap(SelfFilterSystemTest::status)
          .filter(line -> line.startsWith(label))
          .map(line -> line.substring(label.length()).strip())
          .toList();
    }
  }

  private static Stream<String> status(Path thread) {
    try {
      return Files.readString(thread.resolve("status")).lines();
    } catch (IOException ended) {
      return Stream.empty();
    }
  }
}
