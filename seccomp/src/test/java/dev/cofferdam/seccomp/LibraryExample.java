package dev.cofferdam.seccomp;

import dev.cofferdam.linux.Kernel;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The program of README.md. It tells what it could do before and after, on a thread of its own. */
final class LibraryExample {
  private LibraryExample() {}

  public static void main(String[] args) throws Exception {
    try (ExecutorService library = Executors.newSingleThreadExecutor()) {
      System.out.println("before: " + library.submit(LibraryExample::start).get());
      restrict();
      System.out.println("after: " + library.submit(LibraryExample::start).get());
    }
  }

  private static void restrict() throws IOException, SeccompException {
    Decision no = new Decision.Always(Action.EPERM);
    Rules rules = Rules.all(Action.ALLOW, Action.ALLOW).with(Map.of("execve", no, "execveat", no));
    Architecture own = Architecture.named(System.getProperty("os.arch")).orElseThrow();
    Profile profile =
        new Profile(Map.of(own, rules), Action.KILL_PROCESS, Set.of(Flag.TSYNC, Flag.LOG));

    Program program = Compiler.compile(profile);
    Kernel.real().seccomp().install(program.bytes(), Flag.bits(profile.flags()));
  }

  private static String start() throws InterruptedException {
    try {
      return "exit status " + new ProcessBuilder("true").start().waitFor();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
