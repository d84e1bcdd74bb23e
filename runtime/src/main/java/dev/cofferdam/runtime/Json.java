package dev.cofferdam.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * A JSON value that is edited in place and written again: what nobody touched keeps its order, and
 * its numbers their digits.
 *
 * <p>Questions are methods of the value and not a {@code switch} over its type: the first of these
 * costs a new process several milliseconds.
 */
sealed interface Json {
  void write(JsonGenerator json);

  /** The value of a string. */
  default Optional<String> text() {
    return Optional.empty();
  }

  /** The items of a list, which can be changed; of anything else, a new empty list. */
  default List<Json> items() {
    return new ArrayList<>();
  }

  /** The field of an object. */
  default Optional<Json> field(String name) {
    return Optional.empty();
  }

  /** The text of a field, if it has one. */
  default Optional<String> text(String name) {
    Optional<Json> found = field(name);
    return found.isPresent() ? found.get().text() : Optional.empty();
  }

  /** The items of a field. */
  default List<Json> items(String name) {
    Optional<Json> found = field(name);
    return found.isPresent() ? found.get().items() : new ArrayList<>();
  }

  /** The whole number of a field; empty where it is none, or beyond a {@code long}. */
  default Optional<Long> number(String name) {
    Optional<Json> found = field(name);
    return found.isPresent() && found.get() instanceof Num number
        ? number.whole()
        : Optional.empty();
  }

  /** Whether a field is there and true. */
  default boolean isTrue(String name) {
    Optional<Json> found = field(name);
    return found.isPresent() && found.get() == Word.TRUE;
  }

  /** An object; its fields keep their order. */
  record Fields(Map<String, Json> fields) implements Json {
    @Override
    public void write(JsonGenerator json) {
      json.writeStartObject();
      for (Map.Entry<String, Json> field : fields.entrySet()) {
        json.writeName(field.getKey());
        field.getValue().write(json);
      }
      json.writeEndObject();
    }

    @Override
    public Optional<Json> field(String name) {
      return Optional.ofNullable(fields.get(name));
    }

    /** The object of this name, made where it is missing or null. */
    Fields within(String name) throws RuntimeFailure {
      Json found = fields.get(name);
      if (found == null || found == Word.NULL) {
        Fields made = JsonText.object();
        fields.put(name, made);
        return made;
      }
      if (found instanceof Fields object) {
        return object;
      }
      throw new RuntimeFailure("config.json: `" + name + "` is not an object");
    }

    /** The list of this name, made where it is missing or null. */
    List<Json> list(String name) throws RuntimeFailure {
      Json found = fields.get(name);
      if (found == null || found == Word.NULL) {
        Items made = new Items(new ArrayList<>());
        fields.put(name, made);
        return made.items();
      }
      if (found instanceof Items items) {
        return items.items();
      }
      throw new RuntimeFailure("config.json: `" + name + "` is not a list");
    }
  }

  /** A list. */
  record Items(List<Json> items) implements Json {
    @Override
    public void write(JsonGenerator json) {
      json.writeStartArray();
      for (Json item : items) {
        item.write(json);
      }
      json.writeEndArray();
    }
  }

  /** A string. */
  record Text(String value) implements Json {
    @Override
    public void write(JsonGenerator json) {
      json.writeString(value);
    }

    @Override
    public Optional<String> text() {
      return Optional.of(value);
    }
  }

  /** A number, with the digits that it was given. */
  record Num(String digits) implements Json {
    @Override
    public void write(JsonGenerator json) {
      json.writeNumber(digits);
    }

    Optional<Long> whole() {
      try {
        return Optional.of(Long.valueOf(digits));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  /** The values that are words. */
  enum Word implements Json {
    TRUE("true"),
    FALSE("false"),
    NULL("null");

    private final String text;

    Word(String text) {
      this.text = text;
    }

    @Override
    public void write(JsonGenerator json) {
      json.writeRawValue(text);
    }
  }
}
