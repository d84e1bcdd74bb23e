package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads JSON as Go's {@code encoding/json} does into structs, with all its leniency, and as nothing
 * of the product does: keys match without case and with Unicode's simple folds, duplicate objects
 * merge, the last of duplicate scalars wins, null resets, and nothing after the first document is
 * looked at. Maps keep their keys as they are.
 */
final class GoJson {
  /** Fields of the API that are maps to the engine; every other object is a struct. */
  private static final Set<String> MAPS =
      Set.of(
          "labels",
          "annotations",
          "sysctls",
          "storageopt",
          "tmpfs",
          "options",
          "driveropts",
          "volumes",
          "exposedports",
          "portbindings",
          "endpointsconfig",
          "config",
          "attrs",
          "enginelabels",
          "segments",
          "secrets",
          "parameters",
          "auxiliaryaddresses");

  private final String text;
  private final boolean lenient;
  private int at;

  private GoJson(String text, boolean lenient) {
    this.text = text;
    this.lenient = lenient;
  }

  /** As Go reads it. */
  static Object read(String text) {
    return new GoJson(text, true).value("");
  }

  /** As it is written: every key as it stands, a key twice is an error. */
  static Object exactly(String text) {
    return new GoJson(text, false).value("");
  }

  private Object value(String field) {
    return switch (peek()) {
      case '{' -> object(field);
      case '[' -> array(field);
      case '"' -> string();
      default -> scalar();
    };
  }

  private char peek() {
    while (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return text.charAt(at);
  }

  private boolean take(char c) {
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private Object object(String field) {
    Map<String, Object> read = new HashMap<>();
    boolean map = MAPS.contains(field);
    take('{');
    while (!take('}')) {
      peek();
      String written = string();
      String key = map ? written : lenient ? fold(written) : written.toLowerCase(Locale.ROOT);
      take(':');
      Object value = value(map ? "" : key);
      if (!lenient && read.containsKey(key)) {
        throw new IllegalStateException("a key twice: " + key);
      }
      put(read, key, value);
      take(',');
    }
    return read;
  }

  @SuppressWarnings("unchecked") // every map in here is one of strings
  private static void put(Map<String, Object> into, String key, Object value) {
    Object before = into.get(key);
    if (before instanceof Map<?, ?> one && value instanceof Map<?, ?> two) {
      Map<String, Object> merged = new HashMap<>((Map<String, Object>) one);
      ((Map<String, Object>) two).forEach((inner, content) -> put(merged, inner, content));
      into.put(key, merged);
    } else {
      into.put(key, value);
    }
  }

  private List<Object> array(String field) {
    List<Object> read = new ArrayList<>();
    take('[');
    while (!take(']')) {
      read.add(value(field));
      take(',');
    }
    return read;
  }

  private Object scalar() {
    int from = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private String string() {
    StringBuilder out = new StringBuilder("\"");
    at++;
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
      } else if (text.charAt(at) == 'u') {
        out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
        at += 5;
      } else {
        int escape = "bfnrt".indexOf(text.charAt(at));
        out.append(escape < 0 ? text.charAt(at) : "\b\f\n\r\t".charAt(escape));
        at++;
      }
    }
    at++;
    return out.substring(1);
  }

  /** Go's foldName: the smallest of the characters that differ in case only. */
  private static String fold(String key) {
    return key.replace('\u017f', 's').replace('\u212a', 'k').toLowerCase(Locale.ROOT);
  }
}
