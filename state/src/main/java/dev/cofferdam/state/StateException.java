package dev.cofferdam.state;

import java.io.IOException;
import java.io.Serial;

/** A file of the state that is not understood or cannot be kept, in a sentence with its name. */
public final class StateException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  StateException(String sentence) {
    super(sentence);
  }

  StateException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
