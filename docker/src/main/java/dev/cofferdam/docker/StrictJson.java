package dev.cofferdam.docker;

import dev.cofferdam.docker.Utf8.Alphabet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * The reader of request bodies: one JSON document, in which nothing can be understood in two ways.
 *
 * <p>Go's decoder matches keys without case (with Unicode folds: {@code ſ} is an {@code s}), merges
 * duplicate objects, lets the last of duplicate scalars win, resets by null, replaces invalid UTF-8
 * and, in the engine, reads no further than the first document. Here each of these is refused, so
 * that what was decided on is what the engine reads. One case is none of them: a field that is
 * given by its name and in another case too, both times with the same scalar value.
 */
final class StrictJson {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Limits.DEPTH)
                  .maxDocumentLength(Limits.BYTES)
                  .maxNameLength(Limits.KEY)
                  .maxNumberLength(Limits.DIGITS)
                  .maxStringLength(Limits.BYTES)
                  .build())
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private final JsonParser json;
  private final Alphabet alphabet;
  private int values;

  private StrictJson(JsonParser json, Alphabet alphabet) {
    this.json = json;
    this.alphabet = alphabet;
  }

  /** Reads an object of a known shape. */
  static Node.Struct read(byte[] body, Shape shape) {
    return (Node.Struct) parse(body, new Type.Struct(shape));
  }

  /** Reads a list; null is an empty one, as in Go. */
  static Node.Items readItems(byte[] body, Type items) {
    return parse(body, items) instanceof Node.Items list ? list : Node.Items.EMPTY;
  }

  /** Reads a value of a known type. */
  static Node read(byte[] body, Type type) {
    return parse(body, type);
  }

  /** Reads any document, without knowing what its keys mean. */
  static Node read(byte[] body) {
    return parse(body, null);
  }

  private static Node parse(byte[] body, @Nullable Type type) {
    if (body.length > Limits.BYTES) {
      throw new MalformedBody("body: larger than " + Limits.BYTES + " bytes");
    }
    Alphabet alphabet = Utf8.check(body);
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return new StrictJson(json, alphabet).document(type);
    } catch (JacksonException e) {
      // Jackson's own message may quote the body; only the place is told.
      // Broken limits come without a place.
      TokenStreamLocation place = e.getLocation();
      throw new MalformedBody(
          "body: not valid JSON, or beyond the limits of depth and length"
              + (place == null || place.getLineNr() < 1
                  ? ""
                  : ", at line " + place.getLineNr() + ", column " + place.getColumnNr()));
    }
  }

  private Node document(@Nullable Type type) {
    if (json.nextToken() == null) {
      throw new MalformedBody("body: empty; a JSON document is needed");
    }
    boolean nothing = type instanceof Type.Items && json.currentToken() == JsonToken.VALUE_NULL;
    Node root = type == null || nothing ? any() : value(type);
    if (json.nextToken() != null) {
      throw new MalformedBody("body: more follows the end of the JSON document");
    }
    return root;
  }

  private Node value(Type type) {
    count();
    JsonToken token = json.currentToken();
    return switch (type) {
      case Type.Bool _ ->
          switch (token) {
            case VALUE_TRUE -> Node.Bool.TRUE;
            case VALUE_FALSE -> Node.Bool.FALSE;
            default -> throw unexpected(type);
          };
      case Type.Int(long least, long greatest) -> {
        if (token != JsonToken.VALUE_NUMBER_INT) {
          throw unexpected(type);
        }
        long value = integer(type);
        if (value < least || value > greatest) {
          throw unexpected(type);
        }
        yield Node.Int.of(value);
      }
      case Type.Decimal _ -> decimal(type);
      case Type.Text(Set<String> allowed) -> {
        if (token != JsonToken.VALUE_STRING) {
          throw unexpected(type);
        }
        String value = string();
        if (!allowed.isEmpty() && !allowed.contains(value)) {
          throw unexpected(type);
        }
        yield Node.Text.of(value);
      }
      case Type.Words _ ->
          token == JsonToken.VALUE_STRING
              ? new Node.Items(List.of(Node.Text.of(string())))
              : items(Types.TEXT, Limits.ITEMS, type);
      case Type.Items(Type element, int most) -> items(element, most, type);
      case Type.Entries(Type value, int most) -> entries(value, most, type);
      case Type.Variables _ -> variables(type);
      case Type.Struct(Shape shape) -> struct(shape, type);
      case Type.NullOnly _ -> throw unexpected(type);
    };
  }

  private Node.Struct struct(Shape shape, Type type) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected(type);
    }
    @Nullable Node[] values = new @Nullable Node[shape.size()];
    boolean[] seen = new boolean[shape.size()];
    Map<String, Node> otherwise = Map.of();
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      int slot = shape.find(key);
      if (slot < 0) {
        otherwise = unnamed(shape, key, otherwise);
        continue;
      }
      if (seen[slot]) {
        throw refused("given twice");
      }
      seen[slot] = true;
      Field field = shape.field(slot);
      if (json.nextToken() != JsonToken.VALUE_NULL) {
        Node value = value(field.type());
        values[slot] = field.bearing() == Field.Bearing.IGNORED ? null : value;
      }
    }
    otherwise.forEach((key, value) -> {
      int slot = shape.findInAnyCase(key);
      if (!value.equals(values[slot])) {
        String path = JsonPlace.of(json);
        throw MalformedBody.at(
            path.isEmpty() ? key : path + "." + key,
            seen[slot]
                ? "given twice, as \"" + shape.field(slot).name() + "\" with another value"
                : shape.refusal(key));
      }
    });
    return new Node.Struct(shape, values);
  }

  /**
   * A key that is no field's name. With null it says nothing: docker-java names what it leaves out,
   * retired fields included. In another case it may be given beside the field ({@code enableIPv6},
   * also by docker-java): then it is read, and the same value twice is one value to every decoder.
   *
   * @return the values of {@code before} and this one
   */
  private Map<String, Node> unnamed(Shape shape, String key, Map<String, Node> before) {
    if (!ObjectKeys.ascii(key)) {
      throw refused("keys are ASCII");
    }
    if (json.nextToken() == JsonToken.VALUE_NULL) {
      return before;
    }
    int slot = shape.findInAnyCase(key);
    if (slot < 0
        || !shape.field(slot).type().isScalar()
        || shape.field(slot).bearing() == Field.Bearing.IGNORED) {
      throw refused(shape.refusal(key));
    }
    Map<String, Node> values = before.isEmpty() ? new LinkedHashMap<>() : before;
    if (values.put(key, value(shape.field(slot).type())) != null) {
      throw refused("given twice");
    }
    return values;
  }

  private Node.Items items(Type element, int most, Type whole) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw unexpected(whole);
    }
    if (json.nextToken() == JsonToken.END_ARRAY) {
      return Node.Items.EMPTY;
    }
    List<Node> values = new ArrayList<>();
    do {
      if (values.size() == most) {
        throw unexpected(whole);
      }
      values.add(value(element));
    } while (json.nextToken() != JsonToken.END_ARRAY);
    return new Node.Items(values);
  }

  /**
   * A null in place of a list or object is that list or object, empty: {@code "80/tcp": null}. Go
   * makes a nil of it, which the engine treats alike.
   */
  private Node.Entries entries(Type type, int most, Type whole) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected(whole);
    }
    String key = json.nextName();
    if (key == null) {
      return Node.Entries.EMPTY;
    }
    ObjectKeys keys = new ObjectKeys();
    Map<String, Node> values = new LinkedHashMap<>();
    for (; key != null; key = json.nextName()) {
      if (values.size() == most) {
        throw unexpected(whole);
      }
      add(keys, key);
      if (json.nextToken() != JsonToken.VALUE_NULL) {
        values.put(key, value(type));
      } else {
        values.put(key, emptied(type));
      }
    }
    return new Node.Entries(values);
  }

  /** To Go a map's keys are exact, unlike a struct's: {@code HTTP_PROXY} beside its lower case. */
  private Node.Entries variables(Type type) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected(type);
    }
    Map<String, Node> values = new LinkedHashMap<>();
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      if (!ObjectKeys.ascii(key)) {
        throw refused("keys are ASCII");
      }
      count();
      Node value =
          switch (json.nextToken()) {
            case VALUE_NULL -> Node.Null.INSTANCE;
            case VALUE_STRING -> Node.Text.of(string());
            default -> throw unexpected(type);
          };
      if (values.put(key, value) != null) {
        throw refused("given twice");
      }
      if (values.size() > Limits.ITEMS) {
        throw unexpected(type);
      }
    }
    return new Node.Entries(values);
  }

  private Node emptied(Type type) {
    count();
    return switch (type) {
      case Type.Struct(Shape shape) -> Node.Struct.empty(shape);
      case Type.Items _ -> Node.Items.EMPTY;
      case Type.Bool _, Type.Int _, Type.Decimal _, Type.Text _, Type.Words _, Type.Entries _ ->
          throw unexpected(type);
      case Type.Variables _, Type.NullOnly _ -> throw unexpected(type);
    };
  }

  private Node any() {
    count();
    return switch (json.currentToken()) {
      case VALUE_NULL -> Node.Null.INSTANCE;
      case VALUE_TRUE -> Node.Bool.TRUE;
      case VALUE_FALSE -> Node.Bool.FALSE;
      case VALUE_NUMBER_INT -> Node.Int.of(integer(Types.INT64));
      case VALUE_NUMBER_FLOAT -> decimal(new Type.Decimal());
      case VALUE_STRING -> Node.Text.of(string());
      case START_ARRAY -> {
        List<Node> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          values.add(any());
        }
        yield new Node.Items(values);
      }
      case START_OBJECT -> {
        ObjectKeys keys = new ObjectKeys();
        Map<String, Node> values = new LinkedHashMap<>();
        for (String key = json.nextName(); key != null; key = json.nextName()) {
          add(keys, key);
          json.nextToken();
          values.put(key, any());
        }
        yield new Node.Entries(values);
      }
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw refused("not a JSON value");
    };
  }

  private void count() {
    if (++values > Limits.VALUES) {
      throw refused("the body has more than " + Limits.VALUES + " values in it");
    }
  }

  private long integer(Type type) {
    try {
      return json.getLongValue();
    } catch (JacksonException e) {
      throw unexpected(type);
    }
  }

  private Node decimal(Type type) {
    if (!json.currentToken().isNumeric()) {
      throw unexpected(type);
    }
    double value = json.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw unexpected(type);
    }
    return new Node.Decimal(value);
  }

  private String string() {
    String value = json.getString();
    if (alphabet == Alphabet.RICH) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == 0) {
          throw refused("contains the character U+0000");
        }
        if (Character.isSurrogate(c)) {
          if (!Character.isHighSurrogate(c)
              || i + 1 == value.length()
              || !Character.isLowSurrogate(value.charAt(i + 1))) {
            throw refused("contains half of a surrogate pair");
          }
          i++;
        }
      }
    }
    return value;
  }

  private MalformedBody unexpected(Type type) {
    return refused("must be " + type.expected());
  }

  private MalformedBody refused(String problem) {
    return MalformedBody.at(JsonPlace.of(json), problem);
  }

  private void add(ObjectKeys keys, String key) {
    if (alphabet == Alphabet.RICH && !ObjectKeys.ascii(key)) {
      throw refused("keys are ASCII");
    }
    if (!keys.add(key)) {
      throw refused("given twice (keys that differ only in case are the same)");
    }
  }
}
