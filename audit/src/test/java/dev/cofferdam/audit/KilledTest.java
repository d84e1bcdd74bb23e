package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes as fast as it can, is killed, and starts again on the same directory. */
final class KilledTest {
  @TempDir Path temp;

  @RepeatedTest(3)
  void what_was_committed_survives_a_kill_and_the_chain_holds(RepetitionInfo repetition)
      throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    Path dir = temp.resolve("log");
    Set<String> acknowledged = new HashSet<>();
    for (int round = 0; round < 4; round++) {
      acknowledged.addAll(killedAfter(dir, round, 1 + random.nextInt(400)));
      assertThat(AuditLog.verify(dir))
          .satisfiesAnyOf(
              verification -> assertThat(verification).isInstanceOf(Verification.Intact.class),
              verification ->
                  assertThat(verification)
                      .isInstanceOfSatisfying(
                          Verification.Broken.class,
                          broken ->
                              assertThat(broken.kind()).isEqualTo(Verification.Kind.TORN_TAIL)));
    }
    Samples.fileTrail(dir).close();
    assertThat(AuditLog.verify(dir)).isInstanceOf(Verification.Intact.class);
    assertThat(Samples.ids(dir)).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(acknowledged).isNotEmpty();
  }

  /** Returns the ids that the child acknowledged before it was killed with SIGKILL. */
  private static List<String> killedAfter(Path dir, int round, int acknowledgements)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                dir.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> ids = new ArrayList<>();
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ids.add(line);
        if (ids.size() == acknowledgements) {
          child.toHandle().destroyForcibly(); // the process alone would close the pipe as well
        }
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor()).as("killed, not ended").isEqualTo(137);
    ids.removeLast(); // perhaps cut in the pipe
    return ids;
  }

  /** Prints an id when its record is committed. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out));
      try (AuditTrail trail = Samples.fileTrail(Path.of(args[0]), 16 << 10, 0)) {
        for (int thread = 0; thread < 4; thread++) {
          String prefix = "r" + args[1] + "t" + thread + "n";
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; ; i++) {
                  commit(trail, prefix + i, out);
                }
              });
        }
        Thread.currentThread().join();
      }
    }

    private static void commit(AuditTrail trail, String id, PrintStream out) {
      try {
        trail.commit(Samples.decision(id));
        out.println(id);
      } catch (AuditException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
