package dev.cofferdam.audit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** A record that a required sink did not take, or a trail that cannot be opened. */
public final class AuditException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sink;

  AuditException(String sink, String problem) {
    super("audit sink " + sink + ": " + problem);
    this.sink = sink;
  }

  AuditException(String sink, String problem, Throwable cause) {
    super("audit sink " + sink + ": " + problem, cause);
    this.sink = sink;
  }

  /** The sink as it was configured, for instance {@code file:/var/log/cofferdam}. */
  public String sink() {
    return sink;
  }

  /** What went wrong, in words: some of the JDK's messages are nothing but the path. */
  static String describe(Throwable cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return switch (cause) {
      case NoSuchFileException _ -> message + ": No such file or directory";
      case AccessDeniedException _ -> message + ": Permission denied";
      case FileAlreadyExistsException _ -> message + ": File exists";
      case IOException _ -> message;
      default -> cause.getClass().getSimpleName() + ": " + message;
    };
  }
}
