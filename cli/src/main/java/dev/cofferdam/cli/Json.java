package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value that another process sent. Whoever reads it says what it expects, and anything else
 * is an error that names the place.
 *
 * @param place where it stood, for instance {@code engine.version}
 * @param value a {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Boolean}, or the
 *     {@link #NOTHING} of null
 */
record Json(String place, Object value) {
  private static final Object NOTHING = new Object();
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int MAX_DEPTH = 32;

  /** A document that is not JSON, or not what was expected. */
  static final class Unexpected extends Exception {
    private static final long serialVersionUID = 1L;

    Unexpected(String message) {
      super(message);
    }
  }

  static Json parse(String text) throws Unexpected {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new Unexpected("the document is empty");
      }
      Object value = read(parser, first, 0);
      if (parser.nextToken() != null) {
        throw new Unexpected("the document goes on after its end");
      }
      return new Json("", value);
    } catch (JacksonException e) {
      throw new Unexpected("the document is not JSON: " + e.getOriginalMessage());
    }
  }

  /** A string; of null, the empty one. */
  String text(String key) throws Unexpected {
    Json field = field(key);
    return field.value == NOTHING ? "" : field.text();
  }

  String text() throws Unexpected {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("a string");
  }

  long number(String key) throws Unexpected {
    Json field = field(key);
    if (field.value instanceof Long number) {
      return number;
    }
    throw field.wrong("a whole number");
  }

  boolean flag(String key) throws Unexpected {
    Json field = field(key);
    if (field.value instanceof Boolean flag) {
      return flag;
    }
    throw field.wrong("true or false");
  }

  boolean has(String key) throws Unexpected {
    if (value instanceof Map<?, ?> fields) {
      return fields.containsKey(key);
    }
    throw wrong("an object");
  }

  /** A field that has to be there. */
  Json field(String key) throws Unexpected {
    if (!(value instanceof Map<?, ?> fields)) {
      throw wrong("an object");
    }
    Object found = fields.get(key);
    String inner = place.isEmpty() ? key : place + "." + key;
    if (found == null) {
      throw new Unexpected("`" + inner + "` is missing");
    }
    return new Json(inner, found);
  }

  List<Json> items(String key) throws Unexpected {
    return field(key).items();
  }

  List<Json> items() throws Unexpected {
    if (!(value instanceof List<?> list)) {
      throw wrong("a list");
    }
    List<Json> items = new ArrayList<>();
    for (Object item : list) {
      items.add(new Json(place + "[" + items.size() + "]", item));
    }
    return items;
  }

  private Unexpected wrong(String expected) {
    return new Unexpected("`" + place + "` is not " + expected);
  }

  private static Object read(JsonParser parser, JsonToken token, int depth) throws Unexpected {
    if (depth > MAX_DEPTH) {
      throw new Unexpected("the document is nested too deeply");
    }
    return switch (token) {
      case START_OBJECT -> fields(parser, depth);
      case START_ARRAY -> list(parser, depth);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> Math.round(parser.getDoubleValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NOTHING;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new Unexpected("the document is not JSON");
    };
  }

  private static Map<String, Object> fields(JsonParser parser, int depth) throws Unexpected {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      if (fields.put(key, read(parser, parser.nextToken(), depth + 1)) != null) {
        throw new Unexpected("the document has the key `" + key + "` twice");
      }
    }
    return fields;
  }

  private static List<Object> list(JsonParser parser, int depth) throws Unexpected {
    List<Object> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(read(parser, token, depth + 1));
    }
    return items;
  }
}
