package dev.cofferdam.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Where an engine looks for what a runtime has to say: the file that {@code --log} names (it shows
 * the last line of that level), and the error stream.
 */
record ErrorLog(Invocation invocation, PrintStream errors) {
  private static final String PROGRAM = "cofferdam-runtime: ";

  /** Tells why a container was not created. */
  void tell(String sentence) {
    String line = PROGRAM + oneLine(sentence);
    errors.println(line);
    errors.flush();
    if (invocation.log().isPresent()) {
      append(invocation.log().get(), line);
    }
  }

  private void append(Path log, String line) {
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String record;
    if (invocation.jsonLog()) {
      Json.Fields fields = JsonText.object();
      fields.fields().put("level", new Json.Text("error"));
      fields.fields().put("msg", new Json.Text(line));
      fields.fields().put("time", new Json.Text(time));
      record = new String(JsonText.write(fields), StandardCharsets.UTF_8);
    } else {
      record = "time=\"" + time + "\" level=error msg=\"" + line.replace("\"", "\\\"") + "\"";
    }
    try {
      Files.write(
          log,
          List.of(record),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      errors.println(PROGRAM + "its log " + log + " cannot be written: " + e.getMessage());
    }
  }

  private static String oneLine(String sentence) {
    return sentence.replace('\n', ' ').replace('\r', ' ');
  }
}
