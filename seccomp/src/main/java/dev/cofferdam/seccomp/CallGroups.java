package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The groups of {@code groups.txt}: {@code @mount}, {@code @clock}, … */
final class CallGroups {
  private static final Map<String, List<String>> MEMBERS = read();

  private CallGroups() {}

  static Set<String> names() {
    return Collections.unmodifiableSet(MEMBERS.keySet());
  }

  /** The calls of a group, those of the groups within it too. */
  static Optional<Set<String>> calls(String group) {
    if (!MEMBERS.containsKey(group)) {
      return Optional.empty();
    }
    Set<String> calls = new LinkedHashSet<>();
    collect(group, calls);
    return Optional.of(calls);
  }

  private static void collect(String group, Set<String> calls) {
    for (String member : MEMBERS.getOrDefault(group, List.of())) {
      if (member.startsWith("@")) {
        collect(member, calls);
      } else {
        calls.add(member);
      }
    }
  }

  /** A word with a colon begins a group, the words after it are its members. */
  private static Map<String, List<String>> read() {
    Map<String, List<String>> groups = new TreeMap<>();
    List<String> members = new ArrayList<>();
    for (String word : Resources.words("groups.txt")) {
      if (word.endsWith(":")) {
        members = new ArrayList<>();
        groups.put(word.substring(0, word.length() - 1), members);
      } else {
        members.add(word);
      }
    }
    return groups;
  }
}
