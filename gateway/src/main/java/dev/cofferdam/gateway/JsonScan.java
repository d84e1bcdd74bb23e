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
    while (at < json.length) {
      byte next = json[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next;
      }
      at++;
    }
    throw ended();
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
      throw broken("no " + expected);
    }
  }

  /** After an element or member: takes the comma before the next, or the end. */
  boolean goesOn(char end) {
    if (take(',')) {
      return true;
    }
    expect(end);
    return false;
  }

  /** Nothing but white space may follow. */
  void end() {
    while (at < json.length) {
      if (" \n\r\t".indexOf(json[at]) < 0) {
        throw broken("more than one value");
      }
      at++;
    }
  }

  /** Takes the name of a member and its colon, and tells which of these it is; -1 for another. */
  int member(byte[][] names) {
    expect('"');
    int from = at;
    boolean escaped = skipString();
    int to = at - 1;
    expect(':');
    if (escaped) {
      return place(utf8(unescaped(from - 1, to + 1)), names);
    }
    for (int i = 0; i < names.length; i++) {
      if (Arrays.equals(json, from, to, names[i], 0, names[i].length)) {
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
      throw broken("no name");
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
    int from = at++;
    boolean escaped = skipString();
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
      throw broken("no readable string");
    }
  }

  /** Passes over one value of any kind. */
  void skip() {
    skip(0);
  }

  private void skip(int depth) {
    if (depth > MAX_DEPTH) {
      throw broken("more nesting than any engine's answer has");
    }
    switch (peek()) {
      case '"' -> {
        at++;
        skipString();
      }
      case '{' -> {
        at++;
        for (boolean more = !take('}'); more; more = goesOn('}')) {
          expect('"');
          skipString();
          expect(':');
          skip(depth + 1);
        }
      }
      case '[' -> {
        at++;
        for (boolean more = !take(']'); more; more = goesOn(']')) {
          skip(depth + 1);
        }
      }
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> digitsAndSign();
    }
  }

  /** From behind the opening quote to behind the closing one; whether it has an escape. */
  private boolean skipString() {
    byte[] text = json;
    boolean escaped = false;
    int i = at;
    while (i < text.length) {
      switch (IN_STRING[text[i] & 0xff]) {
        case PLAIN -> i++;
        case QUOTE -> {
          at = i + 1;
          return escaped;
        }
        case BACKSLASH -> {
          escaped = true;
          i = behindEscape(i + 1);
        }
        default -> {
          at = i;
          throw broken("a control character in a string");
        }
      }
    }
    throw ended();
  }

  private int behindEscape(int place) {
    at = place;
    if (place >= json.length) {
      throw ended();
    }
    if (json[place] != 'u') {
      if ("\"\\/bfnrt".indexOf(json[place]) < 0) {
        throw broken("an unknown escape");
      }
      return place + 1;
    }
    if (place + 5 > json.length) {
      throw ended();
    }
    for (int i = place + 1; i < place + 5; i++) {
      if (Character.digit(json[i], 16) < 0) {
        throw broken("an unknown escape");
      }
    }
    return place + 5;
  }

  private void literal(byte[] word) {
    if (at + word.length > json.length
        || !Arrays.equals(json, at, at + word.length, word, 0, word.length)) {
      throw broken("no value");
    }
    at += word.length;
  }

  private void digitsAndSign() {
    if (json[at] == '-') {
      at++;
    }
    int from = at;
    digits();
    if (at - from > 1 && json[from] == '0') {
      throw broken("a number that begins with 0");
    }
    if (at < json.length && json[at] == '.') {
      at++;
      digits();
    }
    if (at < json.length && (json[at] == 'e' || json[at] == 'E')) {
      at++;
      if (at < json.length && (json[at] == '+' || json[at] == '-')) {
        at++;
      }
      digits();
    }
  }

  private void digits() {
    int from = at;
    while (at < json.length && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw broken("no value");
    }
  }

  private UnreadableAnswer ended() {
    return new UnreadableAnswer("the engine's answer ends early");
  }

  private UnreadableAnswer broken(String what) {
    return new UnreadableAnswer("the engine's answer has " + what + " at byte " + at);
  }
}
