package dev.cofferdam.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A real account of this machine, without a home, that goes when the test does. */
final class TemporaryUser {
  /** In shadow's own words, /etc/passwd being locked by someone else's useradd. */
  private static final int CANNOT_UPDATE_PASSWD = 1;

  private static final int CANNOT_UPDATE_GROUP = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final String name;
  final long uid;

  TemporaryUser(String suffix, String... groups) throws Exception {
    this.name = "cdt" + ProcessHandle.current().pid() + suffix;
    List<String> command =
        new ArrayList<>(List.of("useradd", "-M", "-N", "-g", "nogroup", "-s", "/bin/sh"));
    if (groups.length > 0) {
      command.addAll(List.of("-G", String.join(",", groups)));
    }
    command.add(name);
    patiently(command);
    this.uid = Long.parseLong(run(List.of("id", "-u", name)).strip());
  }

  void remove() throws Exception {
    patiently(List.of("userdel", name));
  }

  private static void patiently(List<String> command) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status == 0) {
        return;
      }
      boolean locked = status == CANNOT_UPDATE_PASSWD || status == CANNOT_UPDATE_GROUP;
      assertThat(locked && Instant.now().isBefore(end)).as(command + ": " + output).isTrue();
    }
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command.toString()).isZero();
    return output;
  }
}
