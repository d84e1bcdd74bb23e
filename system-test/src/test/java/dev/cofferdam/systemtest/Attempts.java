package dev.cofferdam.systemtest;

import java.nio.file.Path;
import java.util.List;

/** An image with a program that makes system calls and prints what came of each. */
final class Attempts {
  static final String IMAGE = "attempts";
  private static final String PROGRAM = "/bin/attempt";

  private Attempts() {}

  /** Compiles {@code src/test/c/attempt.c}, without any library that would have to be there. */
  static void load(Engine engine, Path home) {
    Path source = Policies.repository().resolve("system-test/src/test/c/attempt.c");
    Path program = home.resolve("attempt");
    Command.of("gcc", "-O1", "-static", "-o", program.toString(), source.toString()).orFail();
    Docker docker = engine.docker();
    docker.orFail("create", "--name=attempts", "foobar", "true");
    docker.orFail("cp", program.toString(), "attempts:" + PROGRAM);
    docker.orFail("commit", "attempts", IMAGE);
    docker.orFail("rm", "attempts");
  }

  /** The end of a command line that makes these calls in a container. */
  static List<String> of(String... calls) {
    return List.of(IMAGE, PROGRAM, String.join(" ", calls));
  }
}
