package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Puts the tests of one call in order: all that is asked of a word is asked at once, as a tree of
 * ranges, and what an earlier answer implies is not asked again.
 *
 * <p>Asking word by word can multiply what was a short list of unlike rules, and profiles come from
 * strangers: past so many steps, counted and not timed so that the same profile gives the same
 * program, the tests stay as they were written.
 */
final class Ordering {
  private static final int MOST_STEPS_FOR_ONE = 30_000;
  private static final int MOST_STEPS = 500_000;

  private final Graph graph;
  private final IdentityHashMap<Node, Node> ordered = new IdentityHashMap<>();
  private int steps;
  private int limit;

  /** Of all calls of one profile: what was found for one serves the others. */
  Ordering(Graph graph) {
    this.graph = graph;
  }

  /** The same decisions in as few tests as are found. */
  Node simplest(Node node) {
    int before = Graph.size(node);
    if (before < 2) {
      return node;
    }
    limit = Math.min(steps + MOST_STEPS_FOR_ONE, MOST_STEPS);
    return order(node).filter(other -> Graph.size(other) <= before).orElse(node);
  }

  /** Empty when there would be too many. */
  private Optional<Node> order(Node node) {
    if (!(node instanceof Node.Test test)) {
      return Optional.of(node);
    }
    Node known = ordered.get(node);
    if (known != null) {
      return Optional.of(known);
    }
    if (steps >= limit) {
      return Optional.empty();
    }
    Optional<Node> result = byWord(node, test.comparison().offset());
    result.ifPresent(made -> ordered.put(node, made));
    return result;
  }

  private Optional<Node> byWord(Node node, int offset) {
    List<Node.Comparison> masks = new ArrayList<>();
    SortedSet<Long> cuts = new TreeSet<>();
    cuts.add(0L);
    Graph.forEachTest(
        node,
        test -> {
          steps++;
          Node.Comparison comparison = test.comparison();
          if (comparison.offset() == offset) {
            if (comparison.isOfRange()) {
              long k = Integer.toUnsignedLong(comparison.k());
              cuts.add(k);
              if (comparison.operator() == Node.Operator.EQUAL) {
                cuts.add(k + 1);
              }
            } else {
              masks.add(comparison);
            }
          }
        });
    return masks.isEmpty() ? byRange(node, offset, cuts) : byMask(node, masks.getFirst());
  }

  private Optional<Node> byRange(Node node, int offset, SortedSet<Long> cuts) {
    cuts.remove(1L << 32);
    List<RangeTree.Range> ranges = new ArrayList<>();
    for (long first : cuts) {
      Optional<Node> target = order(assume(node, ofWord(offset, (int) first)));
      if (target.isEmpty()) {
        return target;
      }
      ranges.add(new RangeTree.Range(first, target.get(), 1));
    }
    return Optional.of(RangeTree.over(graph, offset, ranges));
  }

  private Optional<Node> byMask(Node node, Node.Comparison comparison) {
    Optional<Node> yes = order(assume(node, ofMask(comparison, true)));
    if (yes.isEmpty()) {
      return yes;
    }
    return order(assume(node, ofMask(comparison, false)))
        .map(no -> graph.test(comparison, yes.get(), no));
  }

  /** What is known of comparisons once a word, or any other of its range, is known. */
  private static Function<Node.Comparison, Optional<Boolean>> ofWord(int offset, int word) {
    return comparison ->
        comparison.offset() == offset ? Optional.of(comparison.holds(word)) : Optional.empty();
  }

  /** What is known of comparisons once one with a mask has been answered. */
  private static Function<Node.Comparison, Optional<Boolean>> ofMask(
      Node.Comparison answered, boolean holds) {
    return comparison -> {
      if (comparison.equals(answered)) {
        return Optional.of(holds);
      }
      boolean sameBits =
          comparison.offset() == answered.offset()
              && comparison.operator() == Node.Operator.EQUAL
              && answered.operator() == Node.Operator.EQUAL
              && comparison.mask() == answered.mask();
      return sameBits && holds ? Optional.of(false) : Optional.empty();
    };
  }

  private Node assume(Node node, Function<Node.Comparison, Optional<Boolean>> known) {
    return new Assumption(known).apply(node);
  }

  /** A graph without the comparisons whose answers are known. */
  private final class Assumption {
    private final Function<Node.Comparison, Optional<Boolean>> known;
    private final IdentityHashMap<Node, Node> done = new IdentityHashMap<>();
    private final Map<Node.Comparison, Optional<Boolean>> answers = new HashMap<>();

    Assumption(Function<Node.Comparison, Optional<Boolean>> known) {
      this.known = known;
    }

    Node apply(Node node) {
      if (!(node instanceof Node.Test test)) {
        return node;
      }
      Node result = done.get(node);
      if (result == null) {
        steps++;
        Optional<Boolean> answer = answers.computeIfAbsent(test.comparison(), known);
        result =
            answer
                .map(yes -> apply(yes ? test.yes() : test.no()))
                .orElseGet(
                    () -> graph.test(test.comparison(), apply(test.yes()), apply(test.no())));
        done.put(node, result);
      }
      return result;
    }
  }
}
