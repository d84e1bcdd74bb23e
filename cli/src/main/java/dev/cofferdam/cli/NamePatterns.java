package dev.cofferdam.cli;

import dev.cofferdam.docker.ImageReference;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Patterns that stand for several names which were seen. */
final class NamePatterns {
  private NamePatterns() {}

  /** {@code web-1} and {@code web-2} are {@code web-*}; one alone stays what it is. */
  static SortedSet<String> of(Collection<String> names) {
    return grouped(names, name -> name.replaceFirst("([0-9]+|[-_.][0-9a-f]{6,})$", "*"));
  }

  /** {@code foobar:1.2} and {@code foobar:1.3} are {@code foobar:*}. */
  static SortedSet<String> ofImages(Collection<String> images) {
    return grouped(
        images,
        image -> {
          if (image.indexOf('@') >= 0) {
            return image;
          }
          int colon = image.lastIndexOf(':');
          return (colon > image.lastIndexOf('/') ? image.substring(0, colon) : image) + ":*";
        });
  }

  private static SortedSet<String> grouped(
      Collection<String> names, java.util.function.UnaryOperator<String> pattern) {
    TreeMap<String, SortedSet<String>> byPattern = new TreeMap<>();
    names.forEach(
        name -> byPattern.computeIfAbsent(pattern.apply(name), _ -> new TreeSet<>()).add(name));
    SortedSet<String> found = new TreeSet<>();
    byPattern.forEach((general, of) -> {
      if (of.size() > 1 && !general.equals("*")) {
        found.add(general);
      } else {
        found.addAll(of);
      }
    });
    return found;
  }

  /** Images as people write them, where that means the same. */
  static SortedSet<String> shortened(Collection<String> images) {
    SortedSet<String> found = new TreeSet<>();
    for (String image : images) {
      String plain =
          image.replaceFirst("^docker\\.io/(library/)?", "").replaceFirst(":latest$", "");
      boolean same =
          !ImageReference.mayBeId(plain) && ImageReference.parse(plain).normalised().equals(image);
      found.add(same ? plain : image);
    }
    return found;
  }
}
