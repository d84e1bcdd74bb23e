package dev.cofferdam.gateway;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Cuts a stream into the JSON objects that it consists of, as soon as each is complete. Between
 * them may be white space and, in {@code application/json-seq} (RFC 7464), a record separator.
 */
final class JsonObjects {
  /** Of one object; labels and command lines are the longest things in an event. */
  static final int MAX = 4 * 1024 * 1024;

  private static final byte RECORD_SEPARATOR = 0x1e;

  /**
   * @param separated whether a record separator stood before it
   */
  record Piece(boolean separated, byte[] json) {
    /** As it is written again. */
    void writeTo(ByteArrayOutputStream out) {
      if (separated) {
        out.write(RECORD_SEPARATOR);
      }
      out.writeBytes(json);
      if (json[json.length - 1] != '\n') {
        out.write('\n');
      }
    }
  }

  private final Consumer<Piece> complete;
  private final ByteArrayOutputStream object = new ByteArrayOutputStream();
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean separated;

  JsonObjects(Consumer<Piece> complete) {
    this.complete = complete;
  }

  void feed(byte[] bytes) {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte next = bytes[i];
      if (depth == 0) {
        between(next);
        from = i;
      } else if (inString) {
        inString(next);
      } else if (next == '"') {
        inString = true;
      } else if (next == '{' || next == '[') {
        depth++;
      } else if ((next == '}' || next == ']') && --depth == 0) {
        take(bytes, from, i + 1);
        complete.accept(new Piece(separated, object.toByteArray()));
        object.reset();
        separated = false;
      }
    }
    if (depth > 0) {
      take(bytes, from, bytes.length);
    }
  }

  private void between(byte next) {
    if (next == '{') {
      depth = 1;
    } else if (next == RECORD_SEPARATOR) {
      separated = true;
    } else if (" \n\r\t".indexOf(next) < 0) {
      throw new UnreadableAnswer("the engine's answer has more than objects");
    }
  }

  private void inString(byte next) {
    if (escaped) {
      escaped = false;
    } else if (next == '\\') {
      escaped = true;
    } else if (next == '"') {
      inString = false;
    }
  }

  private void take(byte[] bytes, int from, int to) {
    if (object.size() + to - from > MAX) {
      throw new UnreadableAnswer(
          "the engine's answer has an object of more than " + MAX + " bytes");
    }
    object.write(bytes, from, to - from);
  }
}
