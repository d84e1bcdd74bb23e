package dev.cofferdam.docker;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A request target taken apart: path segments decoded exactly once, and the query still raw.
 *
 * <p>Only the origin form of RFC 9112, section 3.2.1, is taken. A path is ASCII: no name that
 * Docker accepts is anything else. The engine cleans paths and redirects (gorilla/mux); here
 * whatever would need cleaning is refused.
 */
record RequestTarget(List<String> path, String query) {
  /** Longer than any client's build arguments, shorter than what hurts. */
  static final int LONGEST = 128 * 1024;

  private static final int MOST_SEGMENTS = 64;

  private static final Pattern OF_IMAGES =
      Pattern.compile("/(v1\\.[0-9]+/)?(images|distribution)/");

  static RequestTarget parse(String target) {
    if (target.length() > LONGEST) {
      throw new BadRequest(414, "the request target is longer than " + LONGEST + " characters");
    }
    if (!target.startsWith("/")) {
      throw new BadRequest(
          "the request target has to be a path that begins with /, not "
              + BadRequest.quoted(withoutQuery(target)));
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
        throw new BadRequest(
            "the request target has a character that has to be escaped or has no place there");
      }
    }
    String path = withoutQuery(target);
    String query = path.length() == target.length() ? "" : target.substring(path.length() + 1);
    List<String> segments = segments(withPlainSlashes(path));
    for (int i = 0; i < segments.size(); i++) {
      checked(segments.get(i), i == segments.size() - 1);
    }
    return new RequestTarget(segments, query);
  }

  /**
   * In the name of an image a slash may be escaped, as docker-java does it. The engine routes by
   * the decoded path, so it is a slash to the engine too; what goes on has it plain.
   */
  private static String withPlainSlashes(String path) {
    return path.indexOf('%') >= 0 && OF_IMAGES.matcher(path).lookingAt()
        ? path.replace("%2F", "/").replace("%2f", "/")
        : path;
  }

  /** The parts between slashes, decoded; a slash at the end leaves an empty last one. */
  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(8);
    int from = 1;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      segments.add(decodedSegment(path.substring(from, to)));
      if (segments.size() > MOST_SEGMENTS) {
        throw new BadRequest("the path has more than " + MOST_SEGMENTS + " segments");
      }
      from = to + 1;
    }
    return segments;
  }

  /** A name or value of a query, as Go's url.QueryUnescape reads it. */
  static String decodedQuery(String raw) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    byte[] out = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        out[length++] = (byte) escaped(raw, i);
        i += 2;
      } else {
        out[length++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    String text = utf8(out, length);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) {
        throw new BadRequest("the query has a control character in it");
      }
    }
    return text;
  }

  private static void checked(String segment, boolean last) {
    if (segment.isEmpty() && !last) {
      throw new BadRequest("the path has // in it");
    }
    if (segment.equals(".") || segment.equals("..")) {
      throw new BadRequest("the path has a . or .. segment in it");
    }
  }

  private static String decodedSegment(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    StringBuilder out = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int value = escaped(raw, i);
        if (value < ' ' || value >= 0x7f || value == '/' || value == '\\' || value == '%') {
          throw new BadRequest(
              "the path has " + BadRequest.quoted(raw.substring(i, i + 3)) + " in it");
        }
        out.append((char) value);
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static int escaped(String raw, int percent) {
    if (percent + 2 >= raw.length()) {
      throw new BadRequest("the request target ends in the middle of an escape");
    }
    int high = Character.digit(raw.charAt(percent + 1), 16);
    int low = Character.digit(raw.charAt(percent + 2), 16);
    if (high < 0 || low < 0) {
      throw new BadRequest("the request target has an escape without two hexadecimal digits");
    }
    return (high << 4) | low;
  }

  private static String utf8(byte[] bytes, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadRequest("the query is not valid UTF-8");
    }
  }

  private static String withoutQuery(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }
}
