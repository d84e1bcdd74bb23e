package dev.cofferdam.policy;

import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML written as JSON. A text is JSON already, so that a body can be given word for word: keys
 * that are there twice, odd spellings.
 */
final class YamlJson {
  /** RFC 8259, section 6. */
  private static final String NUMBER = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?";

  private final Problems problems;

  YamlJson(Problems problems) {
    this.problems = problems;
  }

  String text(Node node) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return scalar.getValue();
    }
    StringBuilder json = new StringBuilder();
    write(node, json);
    return json.toString();
  }

  private void write(Node node, StringBuilder json) {
    switch (node) {
      case MappingNode mapping -> {
        json.append('{');
        String comma = "";
        for (NodeTuple tuple : mapping.getValue()) {
          Optional<String> key = Fields.text(tuple.getKeyNode(), "a key", problems);
          json.append(comma);
          string(key.orElse(""), json);
          json.append(':');
          write(tuple.getValueNode(), json);
          comma = ",";
        }
        json.append('}');
      }
      case SequenceNode sequence -> {
        json.append('[');
        String comma = "";
        for (Node item : sequence.getValue()) {
          json.append(comma);
          write(item, json);
          comma = ",";
        }
        json.append(']');
      }
      case ScalarNode scalar -> scalar(scalar, json);
      default -> problems.error(node, "a body has no " + Fields.kindOf(node));
    }
  }

  private void scalar(ScalarNode scalar, StringBuilder json) {
    String value = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.STR)) {
      string(value, json);
    } else if (tag.equals(Tag.NULL)) {
      json.append("null");
    } else if (tag.equals(Tag.BOOL)) {
      json.append(value.toLowerCase(java.util.Locale.ROOT));
    } else if (value.matches(NUMBER)) {
      json.append(value);
    } else {
      problems.error(scalar, Text.quoted(value) + " is no number in JSON");
    }
  }

  private static void string(String value, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        default -> {
          if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
