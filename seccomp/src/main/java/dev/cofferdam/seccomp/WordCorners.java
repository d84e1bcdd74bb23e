package dev.cofferdam.seccomp;

import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /** Values of one word that are tried, and that are kept: many masks have countless outcomes. */
  private static final int MOST_CANDIDATES = 1 << 12;

  private static final int MOST_VALUES = 1 << 10;

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

  private record Place(int pc, Accumulator a) {
    // Written out for the first filter of a process, as Action's.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place place
          && pc == place.pc
          && a.word == place.a.word
          && a.mask == place.a.mask;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * pc + a.word) + a.mask;
    }
  }

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
      if (byOutcome.putIfAbsent(outcome, value) == null && byOutcome.size() == MOST_VALUES) {
        break;
      }
    }
    return byOutcome.values().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The likeliest to matter first; not more than {@link #MOST_CANDIDATES}. */
  private static Set<Integer> candidates(List<WordTest> tests) {
    Set<Integer> all = new LinkedHashSet<>();
    for (int each : ALWAYS) {
      all.add(each);
    }
    for (WordTest test : tests) {
      all.addAll(List.of(test.k(), test.k() - 1, test.k() + 1));
      all.addAll(List.of(test.k() | ~test.mask(), ~bits(test)));
    }
    for (WordTest test : tests) {
      addTurned(test, all);
    }
    List<WordTest> masked = tests.stream().filter(test -> test.mask() != -1).toList();
    for (WordTest test : masked) {
      for (WordTest other : tests) {
        addJoined(test, other.k(), all);
      }
    }
    // What satisfies one mask, with all that satisfies others outside of it.
    for (WordTest test : masked) {
      for (int each : List.copyOf(all)) {
        addJoined(test, each, all);
      }
    }
    return all;
  }

  /** The bits that a comparison looks at. */
  private static int bits(WordTest test) {
    return test.opcode() == Opcode.JSET ? test.k() & test.mask() : test.mask();
  }

  /** With one of these bits turned, and with this bit alone. */
  private static void addTurned(WordTest test, Set<Integer> all) {
    if (bits(test) != -1) {
      for (int left = bits(test); left != 0 && all.size() < MOST_CANDIDATES; left &= left - 1) {
        int bit = Integer.lowestOneBit(left);
        all.add(test.k() ^ bit);
        all.add(bit);
      }
    }
  }

  private static void addJoined(WordTest test, int outside, Set<Integer> all) {
    if (all.size() < MOST_CANDIDATES) {
      all.add((outside & ~test.mask()) | (test.k() & test.mask()));
    }
  }
}
