package dev.cofferdam.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one line of a log: an object of strings, whole numbers and lists of strings, each name
 * once.
 */
final class LineDecoder {
  private static final JsonFactory JSON = new JsonFactory();

  private LineDecoder() {}

  /** Returns the fields in order, or empty where this is no record. */
  static Optional<Map<String, Object>> decode(byte[] bytes, int from, int length) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        Optional<Object> value = value(parser, parser.nextToken());
        if (value.isEmpty() || fields.put(name, value.get()) != null) {
          return Optional.empty();
        }
      }
      boolean ends = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
      return ends ? Optional.of(fields) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private static Optional<Object> value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> Optional.of(parser.getString());
      case VALUE_NUMBER_INT -> Optional.of(parser.getLongValue());
      case START_ARRAY -> list(parser);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Object> list(JsonParser parser) {
    List<String> values = new ArrayList<>();
    while (parser.nextToken() == JsonToken.VALUE_STRING) {
      values.add(parser.getString());
    }
    return parser.currentToken() == JsonToken.END_ARRAY
        ? Optional.of(List.copyOf(values))
        : Optional.empty();
  }
}
