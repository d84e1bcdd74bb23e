package dev.cofferdam.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * What runtimes do not understand of each other's configurations.
 *
 * <p>runc before 1.2 refuses {@code seccomp.flags} that it does not know. They say how a filter is
 * logged and how fast it is, and never what it denies, so that they can be left out.
 */
record Dialect(Path program) {
  private static final List<String> UNDERSTOOD = List.of("SECCOMP_FILTER_FLAG_TSYNC");

  /** Takes out what the program would refuse. */
  void adapt(Json.Fields document) throws RuntimeFailure {
    Path name = program.getFileName();
    if (name == null || !name.toString().equals("runc")) {
      return;
    }
    Json.Fields linux = document.within("linux");
    if (linux.field("seccomp").isEmpty() || linux.field("seccomp").get() == Json.Word.NULL) {
      return;
    }
    Json.Fields seccomp = linux.within("seccomp");
    if (seccomp.field("flags").isPresent()) {
      seccomp
          .list("flags")
          .removeIf(flag -> flag.text().isEmpty() || !UNDERSTOOD.contains(flag.text().get()));
      if (seccomp.list("flags").isEmpty()) {
        seccomp.fields().remove("flags");
      }
    }
  }
}
