package dev.cofferdam.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * What the gateway reads from the engine's answers. The engine is trusted to write well-formed
 * JSON; what is missing is empty, and whoever decides on it refuses.
 */
final class EngineJson {
  /**
   * No limits on names and strings but the answer's own: a label that somebody gave a container
   * must not make a list unreadable for everybody.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private EngineJson() {}

  /** A JSON string literal. */
  static String quote(String text) {
    return '"' + (isPlain(text) ? text : escaped(text)) + '"';
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      if (at == '"' || at == '\\' || at < ' ') {
        return false;
      }
    }
    return true;
  }

  private static String escaped(String text) {
    return String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text));
  }

  /** A JSON list of strings. */
  static String list(List<String> texts) {
    return texts.stream().map(EngineJson::quote).collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * The {@code message} of an error answer; the text itself, shortened, where it is no such object.
   */
  static String message(String answer) {
    String message = text(answer.getBytes(StandardCharsets.UTF_8), "message");
    String plain = message.isEmpty() ? answer.strip() : message;
    return plain.length() <= 512 ? plain : plain.substring(0, 512) + "…";
  }

  /** The {@code Id} (or {@code ID}) that a create answers; empty where there is none. */
  static String id(byte[] answer) {
    Fields fields = Fields.read(answer);
    return fields
        .optional("Id")
        .or(() -> fields.optional("ID"))
        .or(() -> fields.optional("Name"))
        .orElse("");
  }

  /** A top-level string field; empty where there is none. */
  static String text(byte[] json, String field) {
    return Fields.read(json).text(field);
  }

  /**
   * The strings, flags, string lists and string maps of a JSON object, by dotted path ({@code
   * Config.Labels}); numbers and lists of objects are passed over.
   */
  static final class Fields {
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();

    static Fields read(byte[] json) {
      Fields fields = new Fields();
      try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          fields.object(parser, "");
        }
      } catch (JacksonException malformed) {
        fields.texts.clear();
        fields.lists.clear();
      }
      return fields;
    }

    /** Reads the object that the parser stands at the start of. */
    static Fields readCurrent(JsonParser parser) {
      Fields fields = new Fields();
      fields.object(parser, "");
      return fields;
    }

    private void object(JsonParser parser, String prefix) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String path = prefix + parser.currentName();
        switch (parser.nextToken()) {
          case START_OBJECT -> object(parser, path + ".");
          case START_ARRAY -> lists.put(path, list(parser));
          case VALUE_STRING, VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT ->
              texts.put(path, parser.getString());
          default -> {}
        }
      }
    }

    private static List<String> list(JsonParser parser) {
      List<String> items = new ArrayList<>();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY && token != null;
          token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          items.add(parser.getString());
        } else {
          parser.skipChildren();
        }
      }
      return items;
    }

    String text(String path) {
      return texts.getOrDefault(path, "");
    }

    Optional<String> optional(String path) {
      return Optional.ofNullable(texts.get(path)).filter(text -> !text.isEmpty());
    }

    List<String> list(String path) {
      return lists.getOrDefault(path, List.of());
    }

    /** The strings whose path starts so. */
    Map<String, String> below(String prefix) {
      Map<String, String> found = new HashMap<>();
      texts.forEach((path, text) -> {
        if (path.startsWith(prefix)) {
          found.put(path, text);
        }
      });
      return found;
    }

    /** Whether any field lies below this path. */
    boolean hasBelow(String path) {
      return texts.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
    }
  }
}
