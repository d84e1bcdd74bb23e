package dev.cofferdam.gateway;

import dev.cofferdam.docker.Hidden;
import java.util.Base64;

/**
 * How a secret is hidden where the engine shows it: clients find the same types and the same number
 * of values, and {@code <hidden>} instead of what may be one. Null and empty stay; a value of
 * another type than expected becomes null.
 */
enum Hiding {
  /** {@code NAME=value}: the name stays. */
  ENVIRONMENT {
    @Override
    void take(JsonEdit edit) {
      each(
          edit,
          false,
          text -> {
            int equals = text.indexOf('=');
            return equals < 0 ? text : text.substring(0, equals + 1) + HIDDEN;
          });
    }
  },
  /** Arguments, or one text. */
  TEXT {
    @Override
    void take(JsonEdit edit) {
      each(edit, false, Hiding::hidden);
    }
  },
  /** A program, which stays, and its arguments. */
  ARGUMENTS {
    @Override
    void take(JsonEdit edit) {
      each(edit, true, Hiding::hidden);
    }
  },
  /** A command line: the first word stays. */
  COMMAND {
    @Override
    void take(JsonEdit edit) {
      each(edit, false, Hiding::firstWord);
    }
  },
  /** Options by name: the names stay. */
  OPTIONS {
    @Override
    void take(JsonEdit edit) {
      JsonScan scan = edit.scan();
      if (scan.peek() != '{') {
        each(edit, false, Hiding::hidden);
        return;
      }
      scan.expect('{');
      for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
        scan.name();
        each(edit, false, Hiding::hidden);
      }
    }
  },
  /** Bytes in Base64, as which {@code <hidden>} is written. */
  DATA {
    @Override
    void take(JsonEdit edit) {
      each(edit, false, text -> text.isEmpty() ? text : HIDDEN_DATA);
    }
  },
  /** URLs: what stands before the host. */
  URL {
    @Override
    void take(JsonEdit edit) {
      each(edit, false, Hiding::withoutUser);
    }
  };

  static final String HIDDEN = Hidden.TEXT;
  private static final String HIDDEN_DATA =
      Base64.getEncoder().encodeToString(JsonScan.utf8(HIDDEN));

  /** Takes the value that the scan stands at and replaces what is secret in it. */
  abstract void take(JsonEdit edit);

  private interface Change {
    String of(String text);
  }

  /** Changes a text, or each of a list. */
  private static void each(JsonEdit edit, boolean firstStays, Change change) {
    JsonScan scan = edit.scan();
    if (scan.peek() != '[') {
      text(edit, change);
      return;
    }
    scan.expect('[');
    boolean stays = firstStays;
    for (boolean more = !scan.take(']'); more; more = scan.goesOn(']')) {
      text(edit, stays ? text -> text : change);
      stays = false;
    }
  }

  private static void text(JsonEdit edit, Change change) {
    JsonScan scan = edit.scan();
    if (scan.peek() != '"') {
      edit.blank();
      return;
    }
    int from = scan.position();
    String text = scan.text();
    String changed = change.of(text);
    if (!changed.equals(text)) {
      edit.replace(from, scan.position(), EngineJson.quote(changed));
    }
  }

  private static String hidden(String text) {
    return text.isEmpty() ? text : HIDDEN;
  }

  static String firstWord(String command) {
    int space = command.indexOf(' ');
    return space < 0 ? command : command.substring(0, space + 1) + HIDDEN;
  }

  private static String withoutUser(String url) {
    int at = url.lastIndexOf('@');
    int scheme = url.indexOf("://");
    int from = scheme < 0 || scheme > at ? 0 : scheme + 3;
    return at < 0 ? url : url.substring(0, from) + HIDDEN + url.substring(at);
  }
}
