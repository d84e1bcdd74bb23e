package dev.cofferdam.docker;

import java.util.List;
import java.util.Map;

/**
 * What stands in the gateway's answers for a secret that the reader may not see. Specs are read,
 * changed and sent back whole: with this in it, an update would put it in the secret's place.
 */
public final class Hidden {
  public static final String TEXT = "<hidden>";

  private Hidden() {}

  /**
   * @throws MalformedBody if any value is hidden
   */
  static void refuse(Node node, String path) {
    switch (node) {
      case Node.Text(String value) -> {
        if (value.equals(TEXT) || value.endsWith("=" + TEXT)) {
          throw MalformedBody.at(
              path,
              TEXT
                  + " stands for a value that you may not see and would take its place: give the"
                  + " value, or ask for secrets.read");
        }
      }
      case Node.Items(List<Node> values) -> {
        for (int i = 0; i < values.size(); i++) {
          refuse(values.get(i), path + "[" + i + "]");
        }
      }
      case Node.Entries(Map<String, Node> values) ->
          values.forEach((key, value) -> refuse(value, below(path, Shown.text(key))));
      case Node.Struct struct -> {
        for (int slot = 0; slot < struct.shape().size(); slot++) {
          var value = struct.at(slot);
          if (value != null) {
            refuse(value, below(path, struct.shape().field(slot).name()));
          }
        }
      }
      case Node.Null _, Node.Bool _, Node.Int _, Node.Decimal _ -> {}
    }
  }

  private static String below(String path, String step) {
    return path.isEmpty() ? step : path + "." + step;
  }
}
