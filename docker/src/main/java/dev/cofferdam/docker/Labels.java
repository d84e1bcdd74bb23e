package dev.cofferdam.docker;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Labels of an object about to be made: what clients may send, and what is added to them. */
final class Labels {
  private Labels() {}

  /** Refuses keys that belong to the gateway, in any case. */
  static void refuseReserved(Map<String, Node> labels, String path) {
    for (String key : labels.keySet()) {
      if (key.toLowerCase(Locale.ROOT).startsWith(Resource.RESERVED_PREFIX)) {
        throw MalformedBody.at(
            path + "." + Shown.text(key),
            "labels and annotations that start with "
                + Resource.RESERVED_PREFIX
                + " are set by Cofferdam alone");
      }
    }
  }

  static Map<String, String> of(Map<String, Node> labels) {
    Map<String, String> texts = new LinkedHashMap<>();
    labels.forEach((key, value) -> texts.put(key, value.asText()));
    return texts;
  }

  /** The object with more labels; they replace those of the same key. */
  static Node.Struct add(Node.Struct struct, Map<String, String> labels) {
    Map<String, Node> all = new LinkedHashMap<>(struct.entries("Labels"));
    labels.forEach((key, value) -> all.put(key, Node.Text.of(value)));
    return struct.with("Labels", new Node.Entries(all));
  }
}
