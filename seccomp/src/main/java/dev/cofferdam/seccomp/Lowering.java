package dev.cofferdam.seccomp;

import java.util.IdentityHashMap;

/**
 * Turns the decision on one call of one architecture into tests of 32-bit words, each argument
 * compared in just the bits that the kernel takes.
 */
final class Lowering {
  /** Where the arguments begin in {@code struct seccomp_data}. */
  private static final int FIRST_ARGUMENT = 16;

  private final Graph graph;
  private final SystemCall call;
  private final Architecture architecture;
  private final IdentityHashMap<Decision, Node> done = new IdentityHashMap<>();

  Lowering(Graph graph, SystemCall call, Architecture architecture) {
    this.graph = graph;
    this.call = call;
    this.architecture = architecture;
  }

  Node lower(Decision decision) {
    Node known = done.get(decision);
    if (known != null) {
      return known;
    }
    Node node =
        switch (decision) {
          case Decision.Always always -> graph.leaf(always.action());
          case Decision.When when ->
              lower(when.condition(), lower(when.then()), lower(when.otherwise()));
        };
    done.put(decision, node);
    return node;
  }

  private Node lower(Condition condition, Node yes, Node no) {
    int low = FIRST_ARGUMENT + 8 * condition.argument();
    int high = low + 4;
    long width = call.width(architecture, condition.argument()).mask();
    return switch (condition) {
      case Condition.Masked masked -> {
        long mask = masked.mask() & width;
        long value = masked.value() & width;
        Node lowHolds = masked(low, (int) mask, (int) value, yes, no);
        yield masked(high, (int) (mask >>> 32), (int) (value >>> 32), lowHolds, no);
      }
      case Condition.AtLeast atLeast -> {
        long value = atLeast.value() & width;
        yield switch (call.width(architecture, condition.argument())) {
          case BITS_64 -> atLeast(low, high, value, yes, no);
          case BITS_32 -> graph.atLeast(low, (int) value, yes, no);
          case BITS_16 -> atLeast16(low, (int) value, yes, no);
        };
      }
    };
  }

  /** A mask of leading ones asks for a range, which goes well with other ranges of the word. */
  private Node masked(int offset, int mask, int value, Node yes, Node no) {
    int free = ~mask;
    if (mask == 0 || mask == -1 || (free & (free + 1)) != 0) {
      return graph.masked(offset, mask, value, yes, no);
    }
    int last = value | free;
    Node notAbove = last == -1 ? yes : graph.atLeast(offset, last + 1, no, yes);
    return graph.atLeast(offset, value, notAbove, no);
  }

  private Node atLeast(int low, int high, long value, Node yes, Node no) {
    int valueHigh = (int) (value >>> 32);
    Node equalHigh = graph.atLeast(low, (int) value, yes, no);
    Node notBelow =
        valueHigh == -1 ? equalHigh : graph.atLeast(high, valueHigh + 1, yes, equalHigh);
    return graph.atLeast(high, valueHigh, notBelow, no);
  }

  /**
   * BPF compares whole words, and a mask cannot stay for a comparison of order: {@code x >= v},
   * from the lowest bit up, is {@code bit and rest} where v has a one and {@code bit or rest} where
   * it has none.
   */
  private Node atLeast16(int low, int value, Node yes, Node no) {
    Node rest = yes;
    for (int bit = 1; bit < 1 << 16; bit <<= 1) {
      rest =
          (value & bit) != 0
              ? graph.masked(low, bit, bit, rest, no)
              : graph.masked(low, bit, bit, yes, rest);
    }
    return rest;
  }
}
