package dev.cofferdam.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The keys of one mapping with their values, in the order of the text, each key once. */
record Fields(Node at, List<Field> all) {
  record Field(String key, Node keyNode, Node value) {}

  /** What of a text, for messages. */
  static Optional<Fields> of(Node node, String what, Problems problems) {
    if (!(node instanceof MappingNode mapping)) {
      problems.error(node, what + " is a mapping of keys to values, not " + kindOf(node));
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    Map<String, Node> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      Optional<String> key = text(keyNode, "a key", problems);
      if (key.isEmpty()) {
        continue;
      }
      Node earlier = seen.putIfAbsent(key.get(), keyNode);
      if (earlier == null) {
        fields.add(new Field(key.get(), keyNode, tuple.getValueNode()));
      } else {
        String place = " is already in line " + Problems.Place.of(earlier).line();
        problems.error(keyNode, "the key " + Text.quoted(key.get()) + place);
      }
    }
    return Optional.of(new Fields(node, fields));
  }

  /** Every key that is not among the known ones is an error. */
  void onlyKeys(List<String> known, Problems problems) {
    for (Field field : all) {
      if (!known.contains(field.key())) {
        problems.error(
            field.keyNode(),
            "unknown key "
                + Text.quoted(field.key())
                + Suggestion.of(field.key(), known)
                + " (possible: "
                + String.join(", ", known)
                + ")");
      }
    }
  }

  Optional<Node> get(String key) {
    return all.stream().filter(f -> f.key().equals(key)).map(Field::value).findFirst();
  }

  /** A text that is not empty, in one line. */
  static Optional<String> text(Node node, String what, Problems problems) {
    return text(node, what, "", problems);
  }

  /** A text that is not empty, in any number of lines. */
  static Optional<String> lines(Node node, String what, Problems problems) {
    return text(node, what, "\n", problems);
  }

  private static Optional<String> text(
      Node node, String what, String permitted, Problems problems) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.error(node, what + " is text, not " + kindOf(node));
      return Optional.empty();
    }
    if (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isEmpty()) {
      problems.error(node, what + " is empty");
      return Optional.empty();
    }
    if (!scalar.getTag().equals(Tag.STR)) {
      String value = Text.plain(scalar.getValue());
      problems.error(node, what + " is text: put " + value + " into quotes");
      return Optional.empty();
    }
    for (int i = 0; i < scalar.getValue().length(); i++) {
      char c = scalar.getValue().charAt(i);
      if (Text.isUnprintable(c) && permitted.indexOf(c) < 0) {
        problems.error(node, what + " has an unprintable character");
        return Optional.empty();
      }
    }
    return Optional.of(scalar.getValue());
  }

  /** The items of a list that is not empty; a single text instead of a list is an error. */
  static List<Node> list(Node node, String key, Problems problems) {
    String what = Text.quoted(key);
    if (!(node instanceof SequenceNode sequence)) {
      problems.error(node, what + " is a list, not " + kindOf(node) + ": write [a, b]");
      return List.of();
    }
    if (sequence.getValue().isEmpty()) {
      problems.error(node, what + " is an empty list: name something or leave it out");
    }
    return sequence.getValue();
  }

  static String kindOf(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "a mapping";
      case SEQUENCE -> "a list";
      case SCALAR ->
          node.getTag().equals(Tag.NULL) ? "empty" : Text.quoted(((ScalarNode) node).getValue());
      case ANCHOR -> "an anchor";
    };
  }
}
