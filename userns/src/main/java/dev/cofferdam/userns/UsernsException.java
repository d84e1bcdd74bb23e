package dev.cofferdam.userns;

import java.io.Serial;

/** Text about ids that is not understood, in a sentence with its place. */
public final class UsernsException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  UsernsException(String sentence) {
    super(sentence);
  }
}
