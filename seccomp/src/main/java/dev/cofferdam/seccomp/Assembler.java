package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes nodes as instructions, from the last to the first: what is jumped to is already there, so
 * every distance is known, and where one is too long for the 8 bits of a conditional jump, a return
 * is written again or a {@code ja} put in between.
 *
 * <p>A test needs its word in the accumulator. It is written once, for those who come with the word
 * there already; in front of it, for others, the mask and the load.
 */
final class Assembler {
  private static final int FARTHEST = 0xff;

  /** What the accumulator holds before a program loads anything. */
  private static final State NOTHING = new State(-1, 0);

  /** Backwards: the first is the last instruction. */
  private final List<Instruction> written = new ArrayList<>();

  private final IdentityHashMap<Node, Map<Entry, Integer>> places = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Set<Entry>> wanted = new IdentityHashMap<>();
  private final Map<Integer, Integer> returns = new HashMap<>();

  /** A word of {@code struct seccomp_data} behind a mask. */
  private record State(int offset, int mask) {
    static State of(Node.Comparison comparison) {
      return new State(comparison.offset(), comparison.mask());
    }
  }

  /** Where a test is entered. */
  private enum Entry {
    /** The accumulator holds what it compares. */
    READY,
    /** The accumulator holds the word, without the mask. */
    MASK,
    /** The accumulator holds something else. */
    LOAD
  }

  private Assembler() {}

  /**
   * The program that starts at a node.
   *
   * @throws SeccompException when it would have more instructions than the kernel takes
   */
  static Program assemble(Node root) throws SeccompException {
    Assembler assembler = new Assembler();
    assembler.want(root, NOTHING);
    Graph.forEachTest(
        root,
        test -> {
          State state = State.of(test.comparison());
          assembler.want(test.yes(), state);
          assembler.want(test.no(), state);
        });
    assembler.write(root);
    if (root instanceof Node.Leaf leaf) {
      assembler.written.add(Instruction.returns(leaf.action()));
    }
    Collections.reverse(assembler.written);
    return new Program(assembler.written);
  }

  private static Entry entry(Node.Test target, State state) {
    State needed = State.of(target.comparison());
    if (needed.offset() != state.offset()) {
      return Entry.LOAD;
    }
    if (needed.mask() == state.mask()) {
      return Entry.READY;
    }
    return state.mask() == -1 ? Entry.MASK : Entry.LOAD;
  }

  private void want(Node node, State state) {
    if (node instanceof Node.Test test) {
      wanted.computeIfAbsent(test, _ -> EnumSet.noneOf(Entry.class)).add(entry(test, state));
    }
  }

  /** Everything below a test and then the test, unless it is there already. */
  private void write(Node node) throws SeccompException {
    if (!(node instanceof Node.Test test) || places.containsKey(node)) {
      return;
    }
    write(test.no());
    write(test.yes());
    State state = State.of(test.comparison());
    int yes = reach(test.yes(), state);
    int no = reach(test.no(), state);
    // What was written for the one may have pushed the other out of reach.
    while (distance(yes) > FARTHEST || distance(no) > FARTHEST) {
      yes = reach(test.yes(), state);
      no = reach(test.no(), state);
    }
    writeEntries(test, distance(yes), distance(no));
    if (written.size() > Program.MOST_INSTRUCTIONS) {
      throw new SeccompException(
          "the filter needs more than the %d instructions that the kernel takes: have fewer"
                  .formatted(Program.MOST_INSTRUCTIONS)
              + " rules with arguments, or fewer architectures");
    }
  }

  private void writeEntries(Node.Test test, int yes, int no) {
    Node.Comparison comparison = test.comparison();
    int code =
        switch (comparison.operator()) {
          case EQUAL -> Instruction.JEQ_K;
          case AT_LEAST -> Instruction.JGE_K;
          case ANY_BIT -> Instruction.JSET_K;
        };
    Map<Entry, Integer> at = new EnumMap<>(Entry.class);
    Set<Entry> entries = wanted.getOrDefault(test, Set.of());
    at.put(Entry.READY, add(new Instruction(code, yes, no, comparison.k())));
    if (comparison.isMasked()) {
      at.put(Entry.MASK, add(Instruction.and(comparison.mask())));
    }
    if (entries.contains(Entry.LOAD)) {
      at.put(Entry.LOAD, add(Instruction.load(comparison.offset())));
    }
    places.put(test, at);
  }

  /** Where a conditional jump that is written next can go to get there. */
  private int reach(Node target, State state) {
    return switch (target) {
      case Node.Leaf leaf -> {
        int value = leaf.action().returnValue();
        Integer place = returns.get(value);
        if (place == null || distance(place) > FARTHEST) {
          place = add(Instruction.returns(leaf.action()));
          returns.put(value, place);
        }
        yield place;
      }
      case Node.Test test -> {
        Map<Entry, Integer> at = places.getOrDefault(test, Map.of());
        Entry entry = entry(test, state);
        Integer place = at.get(entry);
        if (place == null) {
          throw new IllegalStateException(
              "nobody said that " + test.comparison() + " is entered at " + entry);
        }
        if (distance(place) > FARTHEST) {
          place = add(Instruction.jump(distance(place)));
          at.put(entry, place);
        }
        yield place;
      }
    };
  }

  /** Instructions between the one that is written next and this one. */
  private int distance(int place) {
    return written.size() - place - 1;
  }

  private int add(Instruction instruction) {
    written.add(instruction);
    return written.size() - 1;
  }
}
