package dev.cofferdam.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * An answer of the engine on its way to a caller: copied byte for byte, but for the elements that
 * are left out and the values that are replaced.
 */
final class JsonEdit {
  /** What becomes of one element of a list. */
  interface Item {
    /**
     * Takes the value that the scan stands at; it may replace parts of it.
     *
     * @return whether it stays
     */
    boolean take(JsonEdit edit);
  }

  private record Replacement(int from, int to, byte[] by) {}

  /** Of what is passed on: a part of these bytes. */
  private record Piece(byte[] of, int from, int to) {}

  private static final byte[] NULL = JsonScan.utf8("null");
  private static final byte[] COMMA = {','};
  private static final byte[] LINE_END = {'\n'};

  private final byte[] answer;
  private final JsonScan scan;
  private final List<Piece> passed = new ArrayList<>();
  private int length;

  /** Where the last piece ends in the answer; negative where it is of other bytes. */
  private int reached = -1;

  private final List<Replacement> replacements = new ArrayList<>();
  private int copied;

  JsonEdit(byte[] answer) {
    this.answer = answer;
    this.scan = new JsonScan(answer);
    scan.peek();
    this.copied = scan.position();
  }

  /**
   * A list with what stays of it.
   *
   * @param limit at most so many items stay; negative for all
   */
  static byte[] list(byte[] answer, Item item, long limit) {
    JsonEdit edit = new JsonEdit(answer);
    edit.items(item, limit);
    return edit.finish();
  }

  /** An answer that is taken as a whole. */
  static byte[] edited(byte[] answer, Consumer<JsonEdit> editing) {
    JsonEdit edit = new JsonEdit(answer);
    editing.accept(edit);
    return edit.finish();
  }

  JsonScan scan() {
    return scan;
  }

  /** What stands there is not passed on, but this instead. */
  void replace(int from, int to, byte[] by) {
    replacements.add(new Replacement(from, to, by));
  }

  void replace(int from, int to, String by) {
    replace(from, to, JsonScan.utf8(by));
  }

  /** Takes the next value, which is not passed on: null stands there instead. */
  void blank() {
    scan.peek();
    int from = scan.position();
    scan.skip();
    replace(from, scan.position(), NULL);
  }

  /** The text of a value as it came. */
  byte[] raw(int from, int to) {
    return Arrays.copyOfRange(answer, from, to);
  }

  /** A list of which only the items stay that say so; null is an empty one and stays as it is. */
  void items(Item item) {
    if (scan.peek() == 'n') {
      scan.skip();
    } else {
      items(item, -1);
    }
  }

  /**
   * @param limit at most so many items stay; negative for all
   * @return how many stayed
   */
  long items(Item item, long limit) {
    scan.expect('[');
    copy(scan.position());
    long kept = 0;
    for (boolean more = !scan.take(']'); more; more = scan.goesOn(']')) {
      scan.peek();
      copied = scan.position();
      if (kept == limit) {
        scan.skip();
      } else if (item.take(this)) {
        if (kept++ > 0) {
          comma();
        }
        copy(scan.position());
      }
      replacements.clear();
    }
    copied = scan.position() - 1;
    return kept;
  }

  /** The answer's own, where it stands directly before what is copied next. */
  private void comma() {
    if (answer[copied - 1] == ',') {
      copied--;
    } else {
      insert(COMMA);
    }
  }

  private void copy(int to) {
    if (replacements.size() > 1) {
      replacements.sort(Comparator.comparingInt(Replacement::from));
    }
    for (Replacement replacement : replacements) {
      if (replacement.from() < copied) {
        throw new UnreadableAnswer("the engine's answer has a value within one that is replaced");
      }
      pass(copied, replacement.from());
      insert(replacement.by());
      copied = replacement.to();
    }
    replacements.clear();
    pass(copied, to);
    copied = to;
  }

  /** Of the answer; what continues the last piece makes it longer. */
  private void pass(int from, int to) {
    length += to - from;
    int begun = from == reached ? passed.removeLast().from() : from;
    passed.add(new Piece(answer, begun, to));
    reached = to;
  }

  private void insert(byte[] other) {
    length += other.length;
    passed.add(new Piece(other, 0, other.length));
    reached = -1;
  }

  /**
   * @return the whole, with a line's end
   * @throws UnreadableAnswer if more follows than what was taken
   */
  byte[] finish() {
    int end = scan.position();
    scan.end();
    copy(end);
    insert(LINE_END);
    ByteBuffer whole = ByteBuffer.allocate(length);
    passed.forEach(piece -> whole.put(piece.of(), piece.from(), piece.to() - piece.from()));
    return whole.array();
  }
}
