package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a request target as Go's {@code net/url} and {@code net/http} do, and as nothing of the
 * product does: {@code +} is a space in a query, {@code ;} makes a pair invalid, of a parameter
 * that is repeated the first value counts.
 */
final class GoUrl {
  final String path;
  final Map<String, List<String>> query = new LinkedHashMap<>();

  private GoUrl(String path) {
    this.path = path;
  }

  static GoUrl parse(String target) {
    int question = target.indexOf('?');
    GoUrl url = new GoUrl(unescaped(question < 0 ? target : target.substring(0, question), false));
    for (String pair : question < 0 ? new String[0] : target.substring(question + 1).split("&")) {
      if (pair.contains(";")) {
        throw new IllegalStateException("a semicolon in a query");
      }
      String[] parts = pair.split("=", 2);
      url.query
          .computeIfAbsent(unescaped(parts[0], true), name -> new ArrayList<>())
          .add(parts.length < 2 ? "" : unescaped(parts[1], true));
    }
    return url;
  }

  /** Whether gorilla/mux, which cleans paths, would redirect to another. */
  boolean isClean() {
    return !path.contains("//") && !(path + "/").contains("/./") && !(path + "/").contains("/../");
  }

  List<String> values(String name) {
    return query.getOrDefault(name, List.of());
  }

  private static String unescaped(String text, boolean query) {
    byte[] out = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        out[length++] = (byte) Integer.parseInt(text.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        out[length++] = (byte) (query && c == '+' ? ' ' : c);
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
