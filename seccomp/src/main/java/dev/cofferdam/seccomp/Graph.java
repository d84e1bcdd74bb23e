package dev.cofferdam.seccomp;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Makes nodes, equal ones only once, and none whose two ways are one. */
@SuppressWarnings("ReferenceEquality") // which is what it is for
final class Graph {
  private final Map<Action, Node> leaves = new HashMap<>();
  private final Map<Key, Node> tests = new HashMap<>();

  /** What makes a test the same: its children are compared by identity. */
  private record Key(Node.Comparison comparison, Node yes, Node no) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && yes == key.yes
          && no == key.no
          && comparison.equals(key.comparison);
    }

    @Override
    public int hashCode() {
      int children = 31 * System.identityHashCode(yes) + System.identityHashCode(no);
      return 31 * comparison.hashCode() + children;
    }
  }

  /** Whether they do the same: equal nodes are one object. */
  static boolean same(Node one, Node other) {
    return one == other;
  }

  Node leaf(Action action) {
    return leaves.computeIfAbsent(action, Node.Leaf::new);
  }

  /** A test, or what comes after it when that is the same either way. */
  Node test(Node.Comparison comparison, Node yes, Node no) {
    if (yes == no) {
      return yes;
    }
    return tests.computeIfAbsent(
        new Key(comparison, yes, no), key -> new Node.Test(comparison, yes, no));
  }

  Node equal(int offset, int k, Node yes, Node no) {
    return test(new Node.Comparison(offset, Node.Operator.EQUAL, -1, k), yes, no);
  }

  /** Whether a word is {@code k} or more; everything is 0 or more. */
  Node atLeast(int offset, int k, Node yes, Node no) {
    return k == 0 ? yes : test(new Node.Comparison(offset, Node.Operator.AT_LEAST, -1, k), yes, no);
  }

  /** {@code (word & mask) == value}, in the form that needs the fewest instructions. */
  Node masked(int offset, int mask, int value, Node yes, Node no) {
    if (mask == 0) {
      return yes;
    }
    if (mask == -1) {
      return equal(offset, value, yes, no);
    }
    if (value == 0) {
      return test(new Node.Comparison(offset, Node.Operator.ANY_BIT, -1, mask), no, yes);
    }
    if (value == mask && Integer.bitCount(mask) == 1) {
      return test(new Node.Comparison(offset, Node.Operator.ANY_BIT, -1, mask), yes, no);
    }
    return test(new Node.Comparison(offset, Node.Operator.EQUAL, mask, value), yes, no);
  }

  /** How many nodes are reached from here, leaves not counted. */
  static int size(Node root) {
    int[] size = new int[1];
    forEachTest(root, test -> size[0]++);
    return size[0];
  }

  /** Each test that is reached from here, once, in no particular order. */
  static void forEachTest(Node root, Consumer<Node.Test> consumer) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      if (open.pop() instanceof Node.Test test && seen.add(test)) {
        consumer.accept(test);
        open.push(test.no());
        open.push(test.yes());
      }
    }
  }
}
