package dev.cofferdam.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/**
 * A cursor over a JSON text that skips most of what it passes. For long answers of the engine of
 * which a few fields matter: nothing is made of what is passed over.
 *
 * <p>What it passes it checks: structure, literals, numbers and escapes have to be as RFC 8259
 * says, else it throws {@link UnreadableAnswer}. So what it takes for the end of a value is the end
 * for every other reader too. It never reads past the end, and no deeper than any engine nests.
 */
final class JsonScan {
  private static final int MAX_DEPTH = 200;

  private static final byte PLAIN = 0;
  private static final byte QUOTE = 1;
  private static final byte BACKSLASH = 2;
  private static final byte CONTROL = 3;
  private static final byte[] IN_STRING = new byte[256];

  static {
    Arrays.fill(IN_STRING, 0, 0x20, CONTROL);
    IN_STRING['"'] = QUOTE;
    IN_STRING['\\'] = BACKSLASH;
  }

  private static final byte[] TRUE = utf8("true");
  private static final byte[] FALSE = utf8("false");
  private static final byte[] NULL = utf8("null");

  private final byte[] json;
  private int at;

  /** Whether the last string that was passed over has an escape. */
  private boolean escaped;

  JsonScan(byte[] json) {
    this.json = json;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Names to give to {@link #member}. */
  static byte[][] names(String... names) {
    return Arrays.stream(names).map(JsonScan::utf8).toArray(byte[][]::new);
  }

  int position() {
    return at;
  }

  /** Goes back to where it was before. */
  void position(int earlier) {
    at = earlier;
  }

  /** The next byte that is no white space, without taking it. */
  byte peek() {
    at = behindSpace(at);
    return json[at];
  }

  /** Takes the next byte if it is this one. */
  boolean take(char expected) {
    if (peek() == expected) {
      at++;
      return true;
    }
    return false;
  }

  void expect(char expected) {
    if (!take(expected)) {
      throw broken("no " + expected, at);
    }
  }

  /** After an element or member: takes the comma before the next, or the end. */
  boolean goesOn(char end) {
    at = behindNext(at, end);
    return json[at - 1] == ',';
  }

  /** Nothing but white space may follow. */
  void end() {
    while (at < json.length) {
      if (" \n\r\t".indexOf(json[at]) < 0) {
        throw broken("more than one value", at);
      }
      at++;
    }
  }

  /** Takes the name of a member and its colon, and tells which of these it is; -1 for another. */
  int member(byte[][] names) {
    expect('"');
    int from = at;
    int to = behindString(from) - 1;
    at = to + 1;
    expect(':');
    if (escaped) {
      return place(utf8(unescaped(from - 1, to + 1)), names);
    }
    for (int i = 0; i < names.length; i++) {
      int length = names[i].length;
      if (to - from == length && Arrays.equals(json, from, to, names[i], 0, length)) {
        return i;
      }
    }
    return -1;
  }

  private static int place(byte[] name, byte[][] names) {
    for (int i = 0; i < names.length; i++) {
      if (Arrays.equals(name, names[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Takes the name of a member and its colon. */
  String name() {
    if (peek() != '"') {
      throw broken("no name", at);
    }
    String name = text();
    expect(':');
    return name;
  }

  /** Takes a string; another value is skipped and is the empty text. */
  String text() {
    if (peek() != '"') {
      skip();
      return "";
    }
    int from = at;
    at = behindString(from + 1);
    return escaped
        ? unescaped(from, at)
        : new String(json, from + 1, at - from - 2, StandardCharsets.UTF_8);
  }

  /** Takes a whole number; another value is skipped and is 0. */
  long number() {
    peek();
    int from = at;
    skip();
    try {
      return Long.parseLong(new String(json, from, at - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException other) {
      return 0;
    }
  }

  private String unescaped(int from, int to) {
    try (JsonParser parser =
        EngineJson.FACTORY.createParser(ObjectReadContext.empty(), json, from, to - from)) {
      parser.nextToken();
      return parser.getString();
    } catch (JacksonException malformed) {
      throw broken("no readable string", at);
    }
  }

  /** Passes over one value of any kind. */
  void skip() {
    at = behindValue(at, 0);
  }

  // Positions are passed and returned below, since a field would be written for each of them.

  private int behindValue(int from, int depth) {
    if (depth > MAX_DEPTH) {
      throw broken("more nesting than any engine's answer has", from);
    }
    int i = behindSpace(from);
    return switch (json[i]) {
      case '"' -> behindString(i + 1);
      case '{' -> behindObject(i + 1, depth);
      case '[' -> behindArray(i + 1, depth);
      case 't' -> behindLiteral(i, TRUE);
      case 'f' -> behindLiteral(i, FALSE);
      case 'n' -> behindLiteral(i, NULL);
      default -> behindNumber(i);
    };
  }

  private int behindObject(int from, int depth) {
    int i = behindSpace(from);
    if (json[i] == '}') {
      return i + 1;
    }
    do {
      i = behindString(behind('"', i));
      i = behindValue(behind(':', i), depth + 1);
      i = behindNext(i, '}');
    } while (json[i - 1] == ',');
    return i;
  }

  private int behindArray(int from, int depth) {
    int i = behindSpace(from);
    if (json[i] == ']') {
      return i + 1;
    }
    do {
      i = behindNext(behindValue(i, depth + 1), ']');
    } while (json[i - 1] == ',');
    return i;
  }

  /** Where the next byte is that is no white space. */
  private int behindSpace(int from) {
    int i = from;
    while (i < json.length) {
      byte next = json[i];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return i;
      }
      i++;
    }
    throw ended();
  }

  private int behind(char expected, int from) {
    int i = behindSpace(from);
    if (json[i] != expected) {
      throw broken("no " + expected, i);
    }
    return i + 1;
  }

  /** Behind the comma before the next element or member, or behind the end. */
  private int behindNext(int from, char end) {
    int i = behindSpace(from);
    return json[i] == ',' ? i + 1 : behind(end, i);
  }

  /**
   * From behind the opening quote to behind the closing one; {@link #escaped} says whether it has
   * an escape.
   */
  private int behindString(int from) {
    byte[] text = json;
    escaped = false;
    int i = from;
    while (i < text.length) {
      switch (IN_STRING[text[i] & 0xff]) {
        case PLAIN -> i++;
        case QUOTE -> {
          return i + 1;
        }
        case BACKSLASH -> {
          escaped = true;
          i = behindEscape(i + 1);
        }
        default -> throw broken("a control character in a string", i);
      }
    }
    throw ended();
  }

  private int behindEscape(int place) {
    if (place >= json.length) {
      throw ended();
    }
    if (json[place] != 'u') {
      if ("\"\\/bfnrt".indexOf(json[place]) < 0) {
        throw broken("an unknown escape", place);
      }
      return place + 1;
    }
    if (place + 5 > json.length) {
      throw ended();
    }
    for (int i = place + 1; i < place + 5; i++) {
      if (Character.digit(json[i], 16) < 0) {
        throw broken("an unknown escape", place);
      }
    }
    return place + 5;
  }

  private int behindLiteral(int from, byte[] word) {
    int to = from + word.length;
    if (to > json.length || !Arrays.equals(json, from, to, word, 0, word.length)) {
      throw broken("no value", from);
    }
    return to;
  }

  private int behindNumber(int place) {
    int from = json[place] == '-' ? place + 1 : place;
    int i = behindDigits(from);
    if (i - from > 1 && json[from] == '0') {
      throw broken("a number that begins with 0", from);
    }
    if (i < json.length && json[i] == '.') {
      i = behindDigits(i + 1);
    }
    if (i < json.length && (json[i] == 'e' || json[i] == 'E')) {
      i++;
      if (i < json.length && (json[i] == '+' || json[i] == '-')) {
        i++;
      }
      i = behindDigits(i);
    }
    return i;
  }

  private int behindDigits(int from) {
    int i = from;
    while (i < json.length && json[i] >= '0' && json[i] <= '9') {
      i++;
    }
    if (i == from) {
      throw broken("no value", i);
    }
    return i;
  }

  private UnreadableAnswer ended() {
    return new UnreadableAnswer("the engine's answer ends early");
  }

  private UnreadableAnswer broken(String what, int place) {
    return new UnreadableAnswer("the engine's answer has " + what + " at byte " + place);
  }
}
