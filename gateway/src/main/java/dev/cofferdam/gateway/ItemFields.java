package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fields that several kinds of items have, taken from a scan that stands at their value. */
final class ItemFields {
  private static final byte[][] OWNER = JsonScan.names(Resource.OWNER_LABEL);

  private ItemFields() {}

  /** The texts of a list; another value is an empty one. */
  static List<String> texts(JsonScan scan) {
    if (scan.peek() != '[') {
      scan.skip();
      return List.of();
    }
    List<String> texts = new ArrayList<>(1);
    scan.expect('[');
    for (boolean more = !scan.take(']'); more; more = scan.goesOn(']')) {
      texts.add(scan.text());
    }
    return texts;
  }

  /** The owner among labels. */
  static Optional<String> owner(JsonScan scan) {
    if (scan.peek() != '{') {
      scan.skip();
      return Optional.empty();
    }
    String owner = "";
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      if (scan.member(OWNER) == 0) {
        owner = scan.text();
      } else {
        scan.skip();
      }
    }
    return owner.isEmpty() ? Optional.empty() : Optional.of(owner);
  }
}
