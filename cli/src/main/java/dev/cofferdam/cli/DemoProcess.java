package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that the demo runs to its end, with what it printed on both streams. */
record DemoProcess(int status, String output) {
  private static final long SECONDS = 60;

  /** An environment without anything of root's: the docker client finds no configuration. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LC_ALL", "C.UTF-8", "HOME", "/nonexistent", "DOCKER_CONFIG", "/nonexistent/.docker");

  static DemoProcess run(List<String> command) throws IOException, InterruptedException {
    return run(command, new byte[0]);
  }

  static DemoProcess run(List<String> command, byte[] input)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile("cofferdam-demo", ".in");
    Path out = Files.createTempFile("cofferdam-demo", ".out");
    in.toFile().deleteOnExit(); // also where the demo is told to end in the middle
    out.toFile().deleteOnExit();
    try {
      Files.write(in, input);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile());
      String path = builder.environment().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
      builder.environment().clear();
      builder.environment().putAll(ENVIRONMENT);
      builder.environment().put("PATH", path);
      Process process = builder.start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      String output = new String(Files.readAllBytes(out), StandardCharsets.UTF_8).strip();
      return new DemoProcess(process.exitValue(), output);
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }

  /** What it printed, where it has to work. */
  static String require(List<String> command, byte[] input)
      throws IOException, InterruptedException {
    DemoProcess done = run(command, input);
    if (done.status != 0) {
      throw new IOException(
          "`" + String.join(" ", command) + "` ended with " + done.status + ": " + done.output);
    }
    return done.output;
  }

  /**
   * A command under another identity: the login uid first, which only root can set, then the rest.
   *
   * @param group a further group, that of the gateway's socket: it lets the user connect and is
   *     given to this one process, so that no account has to be changed
   */
  static List<String> as(DemoAct act, String uid, String gid, String group, List<String> command) {
    List<String> whole =
        new ArrayList<>(
            List.of("sh", "-c", "echo " + uid + " >/proc/self/loginuid && exec \"$@\"", "sh"));
    if (!act.sudo()) {
      whole.addAll(
          List.of("setpriv", "--reuid", uid, "--regid", gid, "--groups", gid + "," + group));
    }
    whole.addAll(command);
    return whole;
  }

  String firstLine() {
    return output.lines().findFirst().orElse("");
  }
}
