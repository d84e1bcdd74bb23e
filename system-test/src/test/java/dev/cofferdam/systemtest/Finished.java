package dev.cofferdam.systemtest;

import org.assertj.core.api.Assertions;

/** A process that has ended: how, and what it said. */
record Finished(String line, int exit, String out, String err) {
  boolean succeeded() {
    return exit == 0;
  }

  /** What it printed, without the last line's end; a failure of the test when it failed. */
  String orFail() {
    if (!succeeded()) {
      Assertions.fail("%s", this);
    }
    return out.strip();
  }

  /** Both streams, for messages that a client prints on either. */
  String said() {
    return out + err;
  }

  @Override
  public String toString() {
    return "%s%nended with %d%n--- out%n%s%n--- err%n%s".formatted(line, exit, out, err);
  }
}
