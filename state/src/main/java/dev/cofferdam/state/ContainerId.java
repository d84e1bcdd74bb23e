package dev.cofferdam.state;

import java.util.regex.Pattern;

/** The engine's name of a container, which is also a name of a directory: 64 hex digits. */
final class ContainerId {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  private ContainerId() {}

  static boolean is(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static String check(String text) {
    if (!is(text)) {
      throw new IllegalArgumentException("the id of a container is 64 hex digits");
    }
    return text;
  }
}
