package dev.cofferdam.seccomp;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Calls that two profiles treat differently.
 *
 * @param arguments of these calls, {@code family=AF_VSOCK}, one text for each kind; empty when it
 *     is so for all arguments. {@link #MORE} is the last when there are more than can be told
 * @param example one such call; bits of an argument that the kernel does not take are 0
 * @param first what the first profile does with the example
 * @param second what the second does
 */
public record Difference(
    Subject subject,
    Kind kind,
    List<String> arguments,
    SeccompData example,
    Action first,
    Action second) {
  /** For what could not be told. */
  public static final String MORE = "…";

  /** What the difference is. */
  public enum Kind {
    /** With the first profile the calls get further than with the second. */
    FIRST_ALONE,
    /** The other way round. */
    SECOND_ALONE,
    /** They get as far with both, but with another error or on another record. */
    OTHERWISE;

    boolean is(Action first, Action second) {
      return switch (this) {
        case FIRST_ALONE -> Passage.isFurther(first, second);
        case SECOND_ALONE -> Passage.isFurther(second, first);
        case OTHERWISE -> Passage.of(first) == Passage.of(second) && !first.equals(second);
      };
    }
  }

  public Difference {
    arguments = List.copyOf(arguments);
  }

  /** Whether it depends on the arguments. */
  public boolean isConditional() {
    return !arguments.isEmpty();
  }

  /** One sentence: {@code x86_64 socket(40, 0, 0): ALLOW with the first, ERRNO(1) with …}. */
  @Override
  public String toString() {
    return "%s: %s with the first, %s with the second".formatted(exampleText(), first, second);
  }

  /** {@code x86_64 socket(40, 0, 0)}. */
  public String exampleText() {
    return subject.text()
        + IntStream.range(0, shown())
            .mapToObj(i -> ArgumentText.number(example.arguments()[i]))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** The arguments that the call has; where that is not known, those that are not 0. */
  private int shown() {
    int most = subject instanceof Subject.Call call ? call.call().arguments().size() : 0;
    for (int i = most; i < SeccompData.ARGUMENTS; i++) {
      if (example.arguments()[i] != 0) {
        most = i + 1;
      }
    }
    return most;
  }
}
