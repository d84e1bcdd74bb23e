package dev.cofferdam.policy;

import java.util.List;
import java.util.stream.Collectors;

/** A text that is no policy, with every mistake that was found in it. */
public final class PolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  PolicyException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one error, and the warnings, in the order of the text. */
  public List<Problem> problems() {
    return problems;
  }
}
