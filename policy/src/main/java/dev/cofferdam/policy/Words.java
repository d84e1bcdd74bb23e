package dev.cofferdam.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads values that are one of a few words. */
final class Words {
  private final Problems problems;

  Words(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param kind for the message: {@code base}
   * @param of the value of a word, empty for what is none
   * @param possible all there are, in the order of the message
   */
  <T> Optional<T> read(
      Node node, String key, String kind, Function<String, Optional<T>> of, List<String> possible) {
    Optional<String> text = Fields.text(node, "\"" + key + "\"", problems);
    Optional<T> value = text.flatMap(of);
    if (text.isPresent() && value.isEmpty()) {
      problems.error(
          node,
          "unknown "
              + kind
              + " "
              + Text.quoted(text.get())
              + Suggestion.of(text.get(), possible)
              + " (possible: "
              + String.join(", ", possible)
              + ")");
    }
    return value;
  }
}
