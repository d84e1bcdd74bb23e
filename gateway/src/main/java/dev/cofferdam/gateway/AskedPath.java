package dev.cofferdam.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * A path in a container as a client of the archive requests wrote it, taken as the engine takes it
 * (moby, daemon/archive: ResolvePath and PreserveTrailingDotOrSeparator): from the container's
 * root, cleaned, but for an end in {@code /} or {@code /.}, which asks for what a link leads to.
 *
 * @param asked as it was written
 * @param absolute both have a char for each byte
 */
record AskedPath(String asked, String absolute) {
  static AskedPath of(String asked) {
    String cleaned = clean(asked);
    boolean dot = asked.equals(".") || asked.endsWith("/.");
    if (dot) {
      return new AskedPath(asked, cleaned.equals("/") ? "/." : cleaned + "/.");
    }
    boolean slash = asked.endsWith("/") && !cleaned.equals("/");
    return new AskedPath(asked, slash ? cleaned + "/" : cleaned);
  }

  /** Go's {@code path.Join("/", asked)}. */
  private static String clean(String asked) {
    List<String> parts = new ArrayList<>();
    for (String part : asked.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.removeLast();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /** Go's {@code path.Base}: the last part, {@code .} included; of the root a slash. */
  String base() {
    String end = absolute.endsWith("/") ? absolute.substring(0, absolute.length() - 1) : absolute;
    return end.isEmpty() ? "/" : end.substring(end.lastIndexOf('/') + 1);
  }
}
