package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Labels of an object about to be made: what clients may send, and what is added to them. */
final class Labels {
  private Labels() {}

  /** Refuses keys that belong to the gateway, in any case. */
  static void refuseReserved(Map<String, Node> labels, String path) {
    for (String key : labels.keySet()) {
      if (isReserved(key)) {
        throw MalformedBody.at(
            path + "." + Shown.text(key),
            "labels and annotations that start with "
                + Resource.RESERVED_PREFIX
                + " are set by Cofferdam alone");
      }
    }
  }

  private static boolean isReserved(String key) {
    return key.toLowerCase(Locale.ROOT).startsWith(Resource.RESERVED_PREFIX);
  }

  /** The labels that belong to the gateway, their keys in any case. */
  static List<Spec.Reserved> reserved(Map<String, Node> labels, String path) {
    List<Spec.Reserved> reserved = new ArrayList<>();
    labels.forEach((key, value) -> {
      if (isReserved(key)) {
        reserved.add(new Spec.Reserved(path + "." + Shown.text(key), key, value.asText()));
      }
    });
    return reserved;
  }

  /** Without those that belong to the gateway. */
  static Map<String, String> ofClient(Map<String, Node> labels) {
    Map<String, String> texts = of(labels);
    texts.keySet().removeIf(Labels::isReserved);
    return texts;
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
