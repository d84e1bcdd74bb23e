package dev.cofferdam.docker;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A Dockerfile's lines, as any engine may join them to instructions.
 *
 * <p>Engines differ: whether an indented comment interrupts an instruction, whether a heredoc hides
 * the lines after it, what two backslashes at the end of a line mean. So every line is taken for
 * the beginning of an instruction that goes on for as long as any engine would go on; the real
 * instructions, whichever they are, are among these. What cannot be covered so is refused.
 */
final class DockerfileLines {
  /** Joined characters in all: lines that all continue would be joined again for each of them. */
  private static final int MOST_JOINED = 8 << 20;

  private final List<String> lines;
  private int joined;

  private DockerfileLines(List<String> lines) {
    this.lines = lines;
  }

  static DockerfileLines of(byte[] file) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException invalid) {
      throw new MalformedBody("Dockerfile: it is not valid UTF-8");
    }
    List<String> lines = new ArrayList<>();
    for (String line : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\n", -1)) {
      String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      if (content.indexOf('\r') >= 0 || content.indexOf('\0') >= 0) {
        throw malformed(lines.size(), "a carriage return or NUL inside");
      }
      if (trimmedEnd(content).endsWith("\\\\")) {
        throw malformed(lines.size(), "two backslashes at the end");
      }
      lines.add(content);
    }
    return new DockerfileLines(lines);
  }

  int count() {
    return lines.size();
  }

  /** What begins at a line, with all that may belong to it; empty for comments and empty lines. */
  String instruction(int first) {
    if (isComment(first) || isBlank(first)) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    boolean more = true;
    for (int i = first; more && i < lines.size(); i++) {
      if (i > first && (isComment(i) || isBlank(i))) {
        joined++;
        continue;
      }
      String line = trimmedEnd(lines.get(i));
      more = line.endsWith("\\");
      out.append(more ? line.substring(0, line.length() - 1) : lines.get(i));
    }
    joined += out.length();
    if (joined > MOST_JOINED) {
      throw malformed(first, "too many lines that continue");
    }
    return trimmed(out.toString());
  }

  /** Whether every engine takes this line for the beginning of an instruction. */
  boolean surelyBegins(int line) {
    for (int i = line - 1; i >= 0; i--) {
      if (!isComment(i) && !isBlank(i)) {
        return !trimmedEnd(lines.get(i)).endsWith("\\");
      }
    }
    return true;
  }

  /** Whether every engine takes this line for a part of the instruction before it. */
  boolean surelyGoesOn(int line) {
    return line > 0
        && !isComment(line - 1)
        && !isBlank(line - 1)
        && trimmedEnd(lines.get(line - 1)).endsWith("\\");
  }

  /**
   * The values of a parser directive, {@code # name=value}, wherever an engine may look for it:
   * before the first instruction. Without spaces.
   */
  List<String> directives(String name) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < lines.size() && (isComment(i) || isBlank(i)); i++) {
      String comment = trimmed(lines.get(i)).replaceAll("\\s", "").replaceFirst("^#+", "");
      if (comment.length() > name.length()
          && comment.regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
        values.add(comment.substring(name.length() + 1));
      }
    }
    return values;
  }

  private boolean isComment(int line) {
    return trimmed(lines.get(line)).startsWith("#");
  }

  private boolean isBlank(int line) {
    return trimmed(lines.get(line)).isEmpty();
  }

  static MalformedBody malformed(int line, String problem) {
    return new MalformedBody("Dockerfile: line " + (line + 1) + ": " + problem);
  }

  /** Without the white space that continuations may have at the end. */
  private static String trimmedEnd(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      end--;
    }
    return line.substring(0, end);
  }

  /** Without what Go's {@code unicode.IsSpace} takes for white space at either end. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c);
  }
}
