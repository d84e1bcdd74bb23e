package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/** Where in a document a parser is, for messages: {@code HostConfig.Binds[2]}. */
final class JsonPlace {
  private JsonPlace() {}

  static String of(JsonParser json) {
    TokenStreamContext context = json.streamReadContext();
    JsonToken token = json.currentToken();
    // At its start the parser is inside a list or object already; the place is where that stands.
    boolean inside = token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT;
    return path(inside ? context.getParent() : context);
  }

  private static String path(TokenStreamContext context) {
    List<String> steps = new ArrayList<>();
    for (TokenStreamContext at = context; at != null && !at.inRoot(); at = at.getParent()) {
      if (at.inArray()) {
        steps.addFirst("[" + at.getCurrentIndex() + "]");
      } else if (at.hasCurrentName()) {
        steps.addFirst("." + Shown.text(at.currentName()));
      }
    }
    String path = String.join("", steps);
    return path.startsWith(".") ? path.substring(1) : path;
  }
}
