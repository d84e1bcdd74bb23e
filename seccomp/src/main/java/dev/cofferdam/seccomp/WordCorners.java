package dev.cofferdam.seccomp;

import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of one number at whose arguments something can change: for every word that the profile
 * or the program compares, a value for each outcome that its comparisons can have together, as far
 * as the values next to their constants, and with bits of their masks flipped, find them.
 */
final class WordCorners {
  private static final int NUMBER = SeccompData.NUMBER / 4;
  private static final int AUDIT = SeccompData.AUDIT / 4;

  /** What is tried of every word; of words that nothing compares, the first and the last. */
  private static final int[] ALWAYS = {0, 1, 0x7fff_ffff, 0x8000_0000, -2, -1};

  private final List<Instruction> instructions;
  private final int number;
  private final int audit;
  private final Set<WordTest> tests = new LinkedHashSet<>();

  private WordCorners(Program program, int number, int audit) {
    instructions = program.instructions();
    this.number = number;
    this.audit = audit;
  }

  /** All combinations of such values. */
  static Box of(Program program, int number, int audit, List<WordTest> ofProfile) {
    WordCorners corners = new WordCorners(program, number, audit);
    corners.tests.addAll(ofProfile);
    corners.follow(0, new Accumulator(NUMBER, 0), new HashSet<>());
    int[][] words = new int[WordTest.WORDS][];
    for (int word = 0; word < words.length; word++) {
      words[word] = corners.values(word);
    }
    words[NUMBER] = new int[] {number};
    words[AUDIT] = new int[] {audit};
    return new Box(words);
  }

  /** A word and what is left of it. */
  private record Accumulator(int word, int mask) {}

  private record Place(int pc, Accumulator a) {}

  /** Finds the comparisons that calls of this number can come to. */
  private void follow(int start, Accumulator with, Set<Place> seen) {
    Accumulator a = with;
    int pc = start;
    while (seen.add(new Place(pc, a))) {
      Instruction each = instructions.get(pc);
      Opcode opcode = Opcode.of(each).orElseThrow();
      if (opcode.isReturn()) {
        return;
      }
      pc++;
      if (opcode == Opcode.LD_ABS) {
        a = new Accumulator(each.k() / 4, -1);
      } else if (opcode == Opcode.AND && !opcode.hasX(each)) {
        a = new Accumulator(a.word, a.mask & each.k());
      } else if (opcode == Opcode.JA) {
        pc += each.k();
      } else if (opcode.isBranch()) {
        WordTest test = new WordTest(a.word, a.mask, opcode, each.k());
        if (a.word == NUMBER || a.word == AUDIT) {
          pc += test.holds(a.word == NUMBER ? number : audit) ? each.jt() : each.jf();
        } else {
          tests.add(test);
          follow(pc + each.jt(), a, seen);
          pc += each.jf();
        }
      }
    }
  }

  /** One value for each combination of outcomes that is found. */
  private int[] values(int word) {
    List<WordTest> ofWord = tests.stream().filter(test -> test.word() == word).toList();
    if (ofWord.isEmpty()) {
      return new int[] {ALWAYS[0], ALWAYS[ALWAYS.length - 1]};
    }
    Map<BitSet, Integer> byOutcome = new LinkedHashMap<>();
    for (int value : candidates(ofWord)) {
      BitSet outcome = new BitSet(ofWord.size());
      for (int i = 0; i < ofWord.size(); i++) {
        outcome.set(i, ofWord.get(i).holds(value));
      }
      byOutcome.putIfAbsent(outcome, value);
    }
    return byOutcome.values().stream().mapToInt(Integer::intValue).toArray();
  }

  private static Set<Integer> candidates(List<WordTest> tests) {
    Set<Integer> all = new LinkedHashSet<>();
    for (WordTest test : tests) {
      addNeighbours(test, all);
    }
    for (int each : ALWAYS) {
      all.add(each);
    }
    // A value that satisfies one mask, with all that satisfies others outside of it.
    for (WordTest test : tests) {
      if (test.mask() != -1) {
        for (int each : List.copyOf(all)) {
          all.add((each & ~test.mask()) | (test.k() & test.mask()));
        }
      }
    }
    return all;
  }

  private static void addNeighbours(WordTest test, Set<Integer> all) {
    int k = test.k();
    all.add(k);
    all.add(k - 1);
    all.add(k + 1);
    int bits = test.opcode() == Opcode.JSET ? k & test.mask() : test.mask();
    if (bits != -1) {
      all.add(k | ~bits);
      all.add(~bits);
      for (int left = bits; left != 0; left &= left - 1) {
        int bit = Integer.lowestOneBit(left);
        all.add(k ^ bit);
        all.add(bit);
      }
    }
  }
}
