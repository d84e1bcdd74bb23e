package dev.cofferdam.runtime;

import dev.cofferdam.runtime.Json.Fields;
import dev.cofferdam.runtime.Json.Items;
import dev.cofferdam.runtime.Json.Num;
import dev.cofferdam.runtime.Json.Text;
import dev.cofferdam.runtime.Json.Word;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * JSON as text: one object, read whole and written again. A key that comes twice is refused, since
 * runtimes differ in which of the two they take.
 */
final class JsonText {
  /** A configuration has 10 KB; one with the largest of filters and a thousand mounts, 1 MB. */
  static final int MOST_BYTES = 16 << 20;

  private static final int DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxDocumentLength(MOST_BYTES)
                  .maxStringLength(MOST_BYTES)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private final JsonParser parser;

  private JsonText(JsonParser parser) {
    this.parser = parser;
  }

  static Fields object() {
    return new Fields(new LinkedHashMap<>());
  }

  static Json number(long value) {
    return new Num(Long.toString(value));
  }

  static Items texts(List<String> values) {
    List<Json> items = new ArrayList<>();
    for (String value : values) {
      items.add(new Text(value));
    }
    return new Items(items);
  }

  /**
   * Reads a document.
   *
   * @param name what it is called in the message of a failure
   */
  static Fields read(byte[] document, String name) throws RuntimeFailure {
    if (document.length > MOST_BYTES) {
      throw new RuntimeFailure(name + " is larger than " + (MOST_BYTES >> 20) + " MiB");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RuntimeFailure(name + " is not a JSON object");
      }
      Fields read = new JsonText(parser).fields(name);
      if (parser.nextToken() != null) {
        throw new RuntimeFailure(name + " goes on after its end");
      }
      return read;
    } catch (JacksonException e) {
      TokenStreamLocation place = e.getLocation();
      // Not Jackson's own words: they quote the document, and its environment has secrets.
      throw new RuntimeFailure(
          name
              + " is not valid JSON, or has a key twice"
              + (place == null || place.getLineNr() < 1
                  ? ""
                  : ", at line " + place.getLineNr() + ", column " + place.getColumnNr()),
          e);
    }
  }

  static byte[] write(Fields document) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 14);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      document.write(json);
    }
    return out.toByteArray();
  }

  private Json value(JsonToken token, String name) throws RuntimeFailure {
    if (token == JsonToken.VALUE_STRING) {
      return new Text(parser.getString());
    }
    if (token == JsonToken.START_OBJECT) {
      return fields(name);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Json> items = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        items.add(value(next, name));
      }
      return new Items(items);
    }
    if (token.isNumeric()) {
      return new Num(parser.getString());
    }
    return token == JsonToken.VALUE_TRUE
        ? Word.TRUE
        : token == JsonToken.VALUE_FALSE ? Word.FALSE : Word.NULL;
  }

  private Fields fields(String name) throws RuntimeFailure {
    Map<String, Json> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      fields.put(key, value(parser.nextToken(), name));
    }
    return new Fields(fields);
  }
}
