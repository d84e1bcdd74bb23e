package dev.cofferdam.seccomp;

import java.util.List;

/** Lists as paragraphs. */
final class Wrapping {
  private static final int WIDTH = 100;

  private Wrapping() {}

  /**
   * Items with commas between, in as many lines as they take.
   *
   * @param head before the first; the further lines are indented by four
   */
  static String list(String head, List<String> items) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(head);
    for (int i = 0; i < items.size(); i++) {
      String item = items.get(i) + (i + 1 < items.size() ? "," : "");
      if (line.length() + 1 + item.length() > WIDTH && !line.toString().isBlank()) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append("    ").append(item);
      } else {
        line.append(' ').append(item);
      }
    }
    return text.append(line).append('\n').toString();
  }
}
