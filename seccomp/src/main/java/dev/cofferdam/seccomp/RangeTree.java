package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the range that a word lies in with few comparisons: a binary tree whose shape is the
 * cheapest by expected comparisons plus a price for each instruction, found by dynamic programming
 * over all intervals of ranges (as for an optimal search tree; Knuth, 1971). A tree ends where an
 * interval is one target but for a few single numbers: each of those takes one test for equality
 * instead of two for order.
 */
final class RangeTree {
  /** What one instruction weighs against one more comparison for a call of weight 1. */
  private static final double INSTRUCTION = 8;

  /** So many single numbers are compared one after the other at most. */
  private static final int MOST_SINGLES = 3;

  /** Above, intervals are halved by weight first: the search takes the cube of their number. */
  private static final int MOST_SEARCHED = 64;

  /**
   * Where a target begins; it ends before the next one, the last at the largest word.
   *
   * @param first the first word, without a sign
   * @param weight how often words of it are looked for
   */
  record Range(long first, Node target, double weight) {}

  private final Graph graph;
  private final int offset;
  private final List<Range> ranges;

  private RangeTree(Graph graph, int offset, List<Range> ranges) {
    this.graph = graph;
    this.offset = offset;
    this.ranges = ranges;
  }

  /**
   * A tree over all words.
   *
   * @param ranges ascending, the first from 0
   */
  static Node over(Graph graph, int offset, List<Range> ranges) {
    List<Range> merged = merge(ranges);
    return new RangeTree(graph, offset, merged).build(0, merged.size());
  }

  private static List<Range> merge(List<Range> ranges) {
    List<Range> merged = new ArrayList<>();
    for (Range range : ranges) {
      int last = merged.size() - 1;
      if (last >= 0 && Graph.same(merged.get(last).target(), range.target())) {
        Range before = merged.get(last);
        double weight = before.weight() + range.weight();
        merged.set(last, new Range(before.first(), before.target(), weight));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  private Node build(int from, int to) {
    if (to - from > MOST_SEARCHED) {
      int middle = halfOfWeight(from, to);
      return split(middle, build(middle, to), build(from, middle));
    }
    return new Search(from, to).node(from, to);
  }

  private Node split(int at, Node above, Node below) {
    return graph.atLeast(offset, (int) ranges.get(at).first(), above, below);
  }

  private int halfOfWeight(int from, int to) {
    double all = 0;
    for (int i = from; i < to; i++) {
      all += 1 + ranges.get(i).weight();
    }
    double below = 0;
    for (int i = from; i < to - 1; i++) {
      below += 1 + ranges.get(i).weight();
      if (below >= all / 2) {
        return i + 1;
      }
    }
    return to - 1;
  }

  private boolean isSingle(int index) {
    return index + 1 < ranges.size()
        ? ranges.get(index + 1).first() - ranges.get(index).first() == 1
        : ranges.get(index).first() == 0xffff_ffffL;
  }

  /** The cheapest tree of every interval of some ranges. */
  private final class Search {
    private final int base;
    private final int count;
    private final double[] weightBefore;
    private final double[][] cost;

    /** Where an interval is split; 0 for one that is an end. */
    private final int[][] splitAt;

    Search(int from, int to) {
      base = from;
      count = to - from;
      weightBefore = new double[count + 1];
      for (int i = 0; i < count; i++) {
        weightBefore[i + 1] = weightBefore[i] + ranges.get(base + i).weight();
      }
      cost = new double[count][count + 1];
      splitAt = new int[count][count + 1];
      for (int length = 1; length <= count; length++) {
        for (int i = 0; i + length <= count; i++) {
          solve(i, i + length);
        }
      }
    }

    private void solve(int from, int to) {
      double weight = weightBefore[to] - weightBefore[from];
      double best = endCost(from, to, weight);
      int at = 0;
      double price = weight + INSTRUCTION;
      double[] below = cost[from];
      for (int middle = from + 1; middle < to; middle++) {
        double both = below[middle] + cost[middle][to] + price;
        if (both < best) {
          best = both;
          at = middle;
        }
      }
      below[to] = best;
      splitAt[from][to] = at;
    }

    /** What comparing single numbers one by one costs; infinite where that does not do. */
    private double endCost(int from, int to, double weight) {
      if (to - from == 1) {
        return 0;
      }
      if (to - from > 2 * MOST_SINGLES + 1) {
        return Double.POSITIVE_INFINITY;
      }
      Node background = background(from, to);
      double cost = 0;
      double left = weight;
      int singles = 0;
      for (int i = from; i < to; i++) {
        if (!Graph.same(ranges.get(base + i).target(), background)) {
          if (!isSingle(base + i) || ++singles > MOST_SINGLES) {
            return Double.POSITIVE_INFINITY;
          }
          cost += left + INSTRUCTION;
          left -= ranges.get(base + i).weight();
        }
      }
      return cost;
    }

    /** The target of what is no single number; of the first where all are. */
    private Node background(int from, int to) {
      for (int i = from; i < to; i++) {
        if (!isSingle(base + i)) {
          return ranges.get(base + i).target();
        }
      }
      return ranges.get(base + from).target();
    }

    Node node(int absoluteFrom, int absoluteTo) {
      return tree(absoluteFrom - base, absoluteTo - base);
    }

    private Node tree(int from, int to) {
      int middle = splitAt[from][to];
      return middle == 0
          ? end(from, to)
          : split(base + middle, tree(middle, to), tree(from, middle));
    }

    private Node end(int from, int to) {
      Node node = background(from, to);
      Node background = node;
      List<Range> singles =
          ranges.subList(base + from, base + to).stream()
              .filter(range -> !Graph.same(range.target(), background))
              .sorted(Comparator.comparingDouble(Range::weight))
              .toList();
      for (Range single : singles) {
        node = graph.equal(offset, (int) single.first(), single.target(), node);
      }
      return node;
    }
  }
}
