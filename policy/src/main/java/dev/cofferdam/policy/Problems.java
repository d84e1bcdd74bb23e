package dev.cofferdam.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The problems found so far in one file. */
final class Problems {
  /** Beyond this many, the file is something else than a policy. */
  private static final int LIMIT = 100;

  private final String file;
  private final List<Problem> found = new ArrayList<>();
  private boolean errors;

  Problems(String file) {
    this.file = file;
  }

  void error(Node at, String message) {
    error(Place.of(at), message);
  }

  void error(Place at, String message) {
    errors = true;
    add(Problem.Severity.ERROR, at, message);
  }

  void warning(Node at, String message) {
    add(Problem.Severity.WARNING, Place.of(at), message);
  }

  private void add(Problem.Severity severity, Place at, String message) {
    if (found.size() < LIMIT) {
      found.add(new Problem(severity, file, at.line(), at.column(), message));
    }
  }

  boolean hasErrors() {
    return errors;
  }

  List<Problem> inOrder() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  void throwIfAny() throws PolicyException {
    if (errors) {
      throw new PolicyException(inOrder());
    }
  }

  /** A place in the text, counted from 1. */
  record Place(int line, int column) {
    static final Place START = new Place(1, 1);

    static Place of(Mark mark) {
      return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /**
     * Where a character of a text stands in the file; where the text begins, if it was written with
     * escapes or in several lines.
     */
    static Place within(Node node, int offset) {
      Place start = of(node);
      Optional<Mark> end = node.getEndMark();
      if (!(node instanceof ScalarNode scalar) || end.isEmpty()) {
        return start;
      }
      int quotes = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
      int written = end.get().getColumn() + 1 - start.column() - 2 * quotes;
      int length = scalar.getValue().codePointCount(0, scalar.getValue().length());
      boolean asItIs = end.get().getLine() + 1 == start.line() && written == length;
      return asItIs ? new Place(start.line(), start.column() + quotes + offset) : start;
    }

    static Place of(Node node) {
      return node.getStartMark().map(Place::of).orElse(START);
    }
  }
}
