package dev.cofferdam.state;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object of a file of the state, read value by value: each key is known and there once, and
 * nothing follows its end. What is not so is a {@link Malformed}, which the reader of the file
 * makes a sentence of.
 */
final class StrictJson implements AutoCloseable {
  /** Bytes: a container with a thousand mounts of a kilobyte each. */
  static final int MOST_BYTES = 1 << 20;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(8).maxNumberLength(10).build())
          .build();

  /** What is wrong with a document, for a message. */
  static final class Malformed extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1;

    Malformed(String problem) {
      super(problem);
    }
  }

  /** What reads one value, whose first token is the current one. */
  interface ValueReader {
    void read(String key) throws Malformed;
  }

  /** What reads one item of an array, whose first token is the current one. */
  interface ItemReader {
    void read() throws Malformed;
  }

  private final JsonParser json;

  private StrictJson(JsonParser json) {
    this.json = json;
  }

  /** Reads a whole document, an object with exactly these keys unless they are optional. */
  static void read(byte[] document, Keys keys, Document reader) throws Malformed {
    if (document.length > MOST_BYTES) {
      throw new Malformed("it is larger than %d bytes".formatted(MOST_BYTES));
    }
    try (StrictJson json =
        new StrictJson(FACTORY.createParser(ObjectReadContext.empty(), utf8(document)))) {
      json.json.nextToken();
      json.object(keys, key -> reader.read(json, key));
      if (json.json.nextToken() != null) {
        throw new Malformed("more follows its end");
      }
    } catch (JacksonException e) {
      throw new Malformed("it is not valid JSON");
    }
  }

  /** What reads the values of a document. */
  interface Document {
    void read(StrictJson json, String key) throws Malformed;
  }

  /** The keys of an object. */
  record Keys(Set<String> required, Set<String> optional) {
    static Keys required(String... keys) {
      return new Keys(Set.of(keys), Set.of());
    }
  }

  private static String utf8(byte[] document) throws Malformed {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("it is not UTF-8");
    }
  }

  void object(Keys keys, ValueReader reader) throws Malformed {
    expect(JsonToken.START_OBJECT, "an object");
    Set<String> seen = new HashSet<>();
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      if (!keys.required().contains(key) && !keys.optional().contains(key)) {
        throw new Malformed("it has a key that is not known" + where());
      }
      if (!seen.add(key)) {
        throw new Malformed("`%s` is there twice".formatted(key) + where());
      }
      json.nextToken();
      reader.read(key);
    }
    for (String key : keys.required()) {
      if (!seen.contains(key)) {
        throw new Malformed("`%s` is missing".formatted(key) + where());
      }
    }
  }

  void array(ItemReader reader) throws Malformed {
    expect(JsonToken.START_ARRAY, "a list");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      reader.read();
    }
  }

  String text() throws Malformed {
    expect(JsonToken.VALUE_STRING, "a string");
    return json.getString();
  }

  /** A number of at most ten digits. */
  long number() throws Malformed {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return json.getLongValue();
  }

  void next() {
    json.nextToken();
  }

  private void expect(JsonToken token, String what) throws Malformed {
    if (json.currentToken() != token) {
      throw new Malformed(what + " is needed" + where());
    }
  }

  private String where() {
    return " (line %d, column %d)"
        .formatted(json.currentLocation().getLineNr(), json.currentLocation().getColumnNr());
  }

  @Override
  public void close() {
    json.close();
  }
}
