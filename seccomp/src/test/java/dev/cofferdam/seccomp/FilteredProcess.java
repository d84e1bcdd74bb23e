package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel itself, asked what it makes of filters and of calls under them: {@code
 * src/test/c/filtered.c}, which a C compiler makes a program of. Calls of x86_64 and x32 are made
 * by {@code syscall}, those of i386 by {@code int 0x80}.
 */
final class FilteredProcess {
  private static final int CALL_BYTES = 8 + 8 * SeccompData.ARGUMENTS;

  private final Path program;

  private FilteredProcess(Path program) {
    this.program = program;
  }

  /** A filter, and calls to make under it. */
  record Question(Program filter, List<SeccompData> calls) {}

  /**
   * What the kernel said.
   *
   * @param errno of installing the filter, or 0
   * @param outcomes of the calls, when it was installed
   */
  record Answer(int errno, List<Outcome> outcomes) {}

  enum Kind {
    RETURNED,
    TRAPPED,
    KILLED
  }

  /**
   * What became of a call.
   *
   * @param value what it returned, an error as the negative errno; what SIGSYS was told
   */
  record Outcome(Kind kind, int value) {
    static final Outcome KILL = new Outcome(Kind.KILLED, 0);

    static Outcome returned(int value) {
      return new Outcome(Kind.RETURNED, value);
    }
  }

  /** Makes the program in this directory. */
  static FilteredProcess in(Path directory) throws IOException, InterruptedException {
    Path program = directory.resolve("filtered");
    Process compiler =
        new ProcessBuilder(
                "gcc",
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-mno-red-zone",
                "-o",
                program.toString(),
                "src/test/c/filtered.c")
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).as("gcc's status").isZero();
    return new FilteredProcess(program);
  }

  List<Answer> ask(List<Question> questions) throws IOException, InterruptedException {
    Path input = Files.createTempFile(program.getParent(), "questions", "");
    try (OutputStream out = Files.newOutputStream(input)) {
      out.write(ints(questions.size()));
      for (Question each : questions) {
        out.write(bytes(each));
      }
    }
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(input.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] output;
    try (InputStream in = process.getInputStream()) {
      output = in.readAllBytes();
    }
    assertThat(process.waitFor()).as("filtered's status").isZero();
    ByteBuffer answers = ByteBuffer.wrap(output).order(ByteOrder.nativeOrder());
    List<Answer> all = new ArrayList<>();
    for (Question each : questions) {
      all.add(answer(answers, each.calls().size()));
    }
    assertThat(answers.hasRemaining()).isFalse();
    return all;
  }

  private static byte[] bytes(Question question) {
    byte[] filter = question.filter().bytes();
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + filter.length + CALL_BYTES * question.calls().size())
            .order(ByteOrder.nativeOrder());
    bytes.putInt(question.filter().size()).put(filter).putInt(question.calls().size());
    for (SeccompData call : question.calls()) {
      Architecture architecture = Architecture.of(call.audit(), call.number()).orElseThrow();
      bytes.putInt(call.number()).putInt(architecture == Architecture.I386 ? 1 : 0);
      for (long argument : call.arguments()) {
        bytes.putLong(argument);
      }
    }
    return bytes.array();
  }

  private static byte[] ints(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static Answer answer(ByteBuffer answers, int calls) {
    int errno = answers.getInt();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      int kind = answers.getInt();
      int value = answers.getInt();
      if (errno == 0) {
        Kind known = Kind.values()[kind];
        outcomes.add(new Outcome(known, known == Kind.KILLED ? 0 : value));
      }
    }
    return new Answer(errno, outcomes);
  }
}
