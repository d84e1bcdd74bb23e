package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one JSON object so far, compared without case; they are ASCII. */
final class ObjectKeys {
  /** From here on keys are looked up in a set; below, comparing them one by one is faster. */
  private static final int MANY = 8;

  private final List<String> few = new ArrayList<>();
  private @Nullable Set<String> many;

  /** Whether the key was not there yet, in whatever case. */
  boolean add(String key) {
    if (many != null) {
      return many.add(key.toLowerCase(Locale.ROOT));
    }
    for (String other : few) {
      if (other.equalsIgnoreCase(key)) {
        return false;
      }
    }
    few.add(key);
    if (few.size() == MANY) {
      many = new HashSet<>();
      few.forEach(other -> many.add(other.toLowerCase(Locale.ROOT)));
    }
    return true;
  }

  static boolean ascii(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        return false;
      }
    }
    return true;
  }
}
