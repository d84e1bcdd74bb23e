package dev.cofferdam.docker;

/**
 * The grammar of image references (github.com/distribution/reference), as predicates over text.
 *
 * <p>Stricter in one place: domains are lower case. The reference parser keeps {@code DOCKER.IO}
 * and {@code docker.io} apart though they are one registry, so a rule about one would not see the
 * other.
 */
final class ReferenceGrammar {
  static final int LONGEST_NAME = 255;
  private static final int LONGEST_TAG = 128;

  private ReferenceGrammar() {}

  /** {@code component(.component)*[:port]} or {@code [ipv6][:port]}. */
  static boolean isDomain(String text) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    if (end < 0) {
      end = text.length();
    }
    String host = text.substring(0, end);
    boolean port = end == text.length() || isPort(text.substring(end));
    return port && (host.startsWith("[") ? isBracketedAddress(host) : isHost(host));
  }

  /** Whether the first component of a name is a domain rather than a part of the path. */
  static boolean looksLikeDomain(String component) {
    return component.indexOf('.') >= 0
        || component.indexOf(':') >= 0
        || component.equals("localhost");
  }

  /**
   * Components of lower-case letters and digits, joined inside by {@code .}, {@code _}, {@code __}
   * or dashes.
   */
  static boolean isPath(String text) {
    int from = 0;
    while (from <= text.length()) {
      int slash = text.indexOf('/', from);
      int to = slash < 0 ? text.length() : slash;
      if (!isPathComponent(text, from, to)) {
        return false;
      }
      from = to + 1;
    }
    return true;
  }

  /** {@code [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}}. */
  static boolean isTag(String text) {
    if (text.isEmpty() || text.length() > LONGEST_TAG) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean word = Names.isAlphanumeric(c) || c == '_';
      if (!word && (i == 0 || (c != '.' && c != '-'))) {
        return false;
      }
    }
    return true;
  }

  /** A digest of an algorithm that the engine knows, in lower case and of its full length. */
  static boolean isDigest(String text) {
    int colon = text.indexOf(':');
    int digits =
        switch (colon < 0 ? "" : text.substring(0, colon)) {
          case "sha256" -> 64;
          case "sha384" -> 96;
          case "sha512" -> 128;
          default -> -1;
        };
    return text.length() - colon - 1 == digits && Names.isHex(text, colon + 1, text.length());
  }

  private static boolean isPort(String text) {
    if (text.length() < 2 || text.length() > 6 || text.charAt(0) != ':') {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if (!Names.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHost(String host) {
    int from = 0;
    while (from <= host.length()) {
      int dot = host.indexOf('.', from);
      int to = dot < 0 ? host.length() : dot;
      if (from == to || host.charAt(from) == '-' || host.charAt(to - 1) == '-') {
        return false;
      }
      for (int i = from; i < to; i++) {
        if (!Names.isLowerAlphanumeric(host.charAt(i)) && host.charAt(i) != '-') {
          return false;
        }
      }
      from = to + 1;
    }
    return true;
  }

  private static boolean isBracketedAddress(String host) {
    if (host.length() < 4 || host.indexOf(':') < 0) {
      return false;
    }
    for (int i = 1; i < host.length() - 1; i++) {
      if (host.charAt(i) != ':' && !Names.isHex(host, i, i + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPathComponent(String text, int from, int to) {
    int i = from;
    while (i < to) {
      int word = i;
      while (i < to && Names.isLowerAlphanumeric(text.charAt(i))) {
        i++;
      }
      if (i == word) {
        return false;
      }
      if (i == to) {
        return true;
      }
      i = afterSeparator(text, i, to);
    }
    return false;
  }

  /** The place after one separator, or the same place if there is none. */
  private static int afterSeparator(String text, int from, int to) {
    return switch (text.charAt(from)) {
      case '.' -> from + 1;
      case '_' -> from + 1 < to && text.charAt(from + 1) == '_' ? from + 2 : from + 1;
      case '-' -> {
        int i = from;
        while (i < to && text.charAt(i) == '-') {
          i++;
        }
        yield i;
      }
      default -> from;
    };
  }
}
