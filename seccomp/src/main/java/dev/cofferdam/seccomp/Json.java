package dev.cofferdam.seccomp;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value that knows its place. Go's decoder, which reads the same document in the engine and
 * in the runtime, lets the last of two equal keys win and takes a key in any case for its own; here
 * both are refused, the latter because only exact keys are known.
 */
sealed interface Json {
  /** Bytes: an engine's own profile has 20 kB. */
  int MOST_BYTES = 1 << 20;

  int MOST_DEPTH = 16;
  int MOST_DIGITS = 40;

  JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxNumberLength(MOST_DIGITS)
                  .build())
          .build();

  Place place();

  record Struct(Place place, Map<String, Json> values) implements Json {}

  record Items(Place place, List<Json> values) implements Json {}

  record Text(Place place, String value) implements Json {}

  record Whole(Place place, BigInteger value) implements Json {}

  /** True, false, or a number with a fraction or an exponent: nowhere wanted. */
  record Other(Place place) implements Json {}

  record Null(Place place) implements Json {}

  /** Reads one document, in UTF-8. */
  static Json read(byte[] document) throws SeccompException {
    if (document.length > MOST_BYTES) {
      throw Place.NONE.refuse("larger than %d bytes".formatted(MOST_BYTES));
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw Place.NONE.refuse("not UTF-8");
    }
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() == null) {
        throw Place.NONE.refuse("empty; a JSON object is needed");
      }
      Json root = value(json, "");
      if (json.nextToken() != null) {
        throw place(json, "").refuse("more follows the end of the JSON object");
      }
      return root;
    } catch (JacksonException e) {
      throw at(e.getLocation())
          .refuse(
              "not valid JSON, nested deeper than %d, or a number of more than %d digits"
                  .formatted(MOST_DEPTH, MOST_DIGITS));
    }
  }

  private static Json value(JsonParser json, String path) throws SeccompException {
    Place place = place(json, path);
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, place);
      case START_ARRAY -> {
        List<Json> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(json, path + "[" + values.size() + "]"));
        }
        yield new Items(place, values);
      }
      case VALUE_STRING -> new Text(place, json.getString());
      case VALUE_NUMBER_INT -> new Whole(place, json.getBigIntegerValue());
      case VALUE_NULL -> new Null(place);
      case VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> new Other(place);
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw place.refuse("not a JSON value");
    };
  }

  private static Struct object(JsonParser json, Place place) throws SeccompException {
    Map<String, Json> values = new LinkedHashMap<>();
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      String path = place.path().isEmpty() ? shown(key) : place.path() + "." + shown(key);
      Place here = place(json, path);
      json.nextToken();
      if (values.put(key, value(json, path)) != null) {
        throw here.refuse("given twice");
      }
    }
    return new Struct(place, values);
  }

  private static Place place(JsonParser json, String path) {
    TokenStreamLocation location = json.currentTokenLocation();
    return new Place(path, location.getLineNr(), location.getColumnNr());
  }

  private static Place at(@org.jspecify.annotations.Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? Place.NONE
        : new Place("", location.getLineNr(), location.getColumnNr());
  }

  /** Text of the document as a message may have it: short, printable ASCII. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), 64); i++) {
      char c = text.charAt(i);
      shown.append(c < 0x20 || c > 0x7e ? '?' : c);
    }
    return text.length() > 64 ? shown + "…" : shown.toString();
  }
}
