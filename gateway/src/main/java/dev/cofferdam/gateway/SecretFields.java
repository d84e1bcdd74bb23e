package dev.cofferdam.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where secrets are in a kind of answer: a tree of member names, in which lists are passed through
 * and a star stands for any name.
 */
final class SecretFields {
  private static final String ANY = "*";

  private final @Nullable Hiding hiding;
  private final byte[][] names;
  private final SecretFields[] below;
  private final @Nullable SecretFields others;

  private SecretFields(Node node) {
    this.hiding = node.hiding;
    this.others = node.below.containsKey(ANY) ? new SecretFields(node.at(ANY)) : null;
    String[] named =
        node.below.keySet().stream().filter(n -> !n.equals(ANY)).toArray(String[]::new);
    this.names = JsonScan.names(named);
    this.below = new SecretFields[named.length];
    for (int i = 0; i < named.length; i++) {
      below[i] = new SecretFields(node.at(named[i]));
    }
  }

  private static final class Node {
    private final Map<String, Node> below = new LinkedHashMap<>();
    private @Nullable Hiding hiding;

    Node at(String name) {
      return below.computeIfAbsent(name, _ -> new Node());
    }
  }

  /**
   * @param paths for instance {@code Config.Env}
   */
  static SecretFields of(Map<String, Hiding> paths) {
    Node root = new Node();
    paths.forEach((path, hiding) -> {
      Node node = root;
      for (String name : path.split("\\.")) {
        node = node.at(name);
      }
      node.hiding = hiding;
    });
    return new SecretFields(root);
  }

  /** Takes the value that the scan stands at, and hides what is secret in it. */
  void hide(JsonEdit edit) {
    JsonScan scan = edit.scan();
    if (hiding != null) {
      hiding.take(edit);
    } else if (scan.take('[')) {
      for (boolean more = !scan.take(']'); more; more = scan.goesOn(']')) {
        hide(edit);
      }
    } else if (scan.take('{')) {
      for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
        member(edit);
      }
    } else {
      scan.skip();
    }
  }

  private void member(JsonEdit edit) {
    int place = edit.scan().member(names);
    if (place >= 0) {
      below[place].hide(edit);
    } else if (others != null) {
      others.hide(edit);
    } else {
      edit.scan().skip();
    }
  }
}
