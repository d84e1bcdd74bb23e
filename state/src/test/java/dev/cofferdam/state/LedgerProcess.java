package dev.cofferdam.state;

import dev.cofferdam.userns.IdRange;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another process that uses a ledger. It prints a line for each thing that it was told is done:
 * what it has printed must be so, however it ends.
 */
final class LedgerProcess {
  /** What another process said: a range that it was given, or that it released. */
  record Said(boolean given, String container, long first) {}

  private LedgerProcess() {}

  /** The state directory, the first number of its containers, how many. */
  public static void main(String[] arguments) throws IOException {
    RangeLedger ledger = RangeLedger.at(Path.of(arguments[0]), Containers.POOL);
    long from = Long.parseLong(arguments[1]);
    long count = Long.parseLong(arguments[2]);
    PrintStream out = System.out;
    for (long i = from; i < from + count; i++) {
      String container = Containers.id(i);
      IdRange range = ledger.allocate(container);
      say(out, '+', container, range.first());
      if (i % 3 == 0) {
        // Said before: a release that was not answered may have happened.
        say(out, '-', container, range.first());
        ledger.release(container);
      }
    }
  }

  private static void say(PrintStream out, char sign, String container, long first) {
    out.print(sign + " " + container + " " + first + "\n");
    out.flush();
  }

  static Process start(Path state, long from, long count, Path said) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            LedgerProcess.class.getName(),
            state.toString(),
            Long.toString(from),
            Long.toString(count))
        .redirectOutput(said.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Everything that one has said; what it was killed in the middle of saying is left out. */
  static List<Said> read(Path said) throws IOException {
    List<Said> all = new ArrayList<>();
    String text = Files.readString(said);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String[] words = line.split(" ", -1);
      all.add(new Said("+".equals(words[0]), words[1], Long.parseLong(words[2])));
    }
    return all;
  }
}
