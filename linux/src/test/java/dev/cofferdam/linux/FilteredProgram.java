package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A process that puts itself under filters, in the way that its argument names. */
final class FilteredProgram {
  /** What the filters refuse: a call that a JVM never makes. */
  static final int GETPPID = System.getProperty("os.arch").equals("amd64") ? 110 : 173;

  static final int ERRNO = 77;

  private static final byte[] REFUSES_GETPPID = Bpf.of(GETPPID, Bpf.ERRNO | ERRNO);

  private static final Call SYSCALL = Call.variadic("syscall", 1, JAVA_LONG, JAVA_LONG);

  private static final Seccomp SECCOMP = Kernel.real().seccomp();

  private FilteredProgram() {}

  public static void main(String[] args) throws Exception {
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      String _ = other.submit(FilteredProgram::parent).get();
      switch (args[0]) {
        case "all-threads" -> SECCOMP.install(REFUSES_GETPPID, Seccomp.TSYNC | Seccomp.LOG);
        case "one-thread" -> SECCOMP.install(REFUSES_GETPPID, Seccomp.SPEC_ALLOW);
        case "virtual" -> virtual(Integer.parseInt(args[1]));
        case "other-thread-first" -> afterAnother(other);
        default -> throw new IllegalArgumentException(args[0]);
      }
      System.out.println("this: " + parent());
      System.out.println("other: " + other.submit(FilteredProgram::parent).get());
    }
    System.out.println("no_new_privs: " + statuses("NoNewPrivs:"));
    System.out.println("mode: " + statuses("Seccomp:"));
  }

  private static String parent() {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = SYSCALL.invoke(arena, (long) GETPPID);
      return outcome.failed() ? "errno " + outcome.errno() : "allowed";
    }
  }

  private static void virtual(int flags) throws InterruptedException {
    Thread.ofVirtual()
        .start(() -> {
          try {
            SECCOMP.install(REFUSES_GETPPID, flags);
          } catch (KernelException | IllegalStateException e) {
            System.out.println("failed: " + e.getMessage());
          }
        })
        .join();
  }

  private static void afterAnother(ExecutorService other)
      throws InterruptedException, ExecutionException {
    Callable<Void> install =
        () -> {
          Thread.currentThread().setName("lone wolf");
          SECCOMP.install(Bpf.allowing(1), 0);
          return null;
        };
    Void _ = other.submit(install).get();
    try {
      SECCOMP.install(REFUSES_GETPPID, Seccomp.TSYNC);
    } catch (KernelException e) {
      System.out.println("failed: " + e.errno() + " " + e.getMessage());
    }
  }

  /** The values that a line of proc_pid_status(5) has in the threads of this process. */
  private static List<String> statuses(String label) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return threads
          .flatMap(thread -> lines(thread.resolve("status")))
          .filter(line -> line.startsWith(label))
          .map(line -> line.substring(label.length()).strip())
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Arrays.stream(Files.readString(file).split("\n"));
    } catch (IOException ended) {
      return Stream.empty();
    }
  }
}
