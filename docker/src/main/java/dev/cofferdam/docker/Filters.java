package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * The query parameter {@code filters}, understood: names of filters with their values.
 *
 * <p>Engines take two forms, a list of values ({@code {"label":["a=b"]}}) and, since 1.22, a set
 * ({@code {"label":{"a=b":true}}}); this is written as the second. In a set {@code false} would
 * mean that the value is there for some of an engine's questions and not for others: it is refused.
 */
public final class Filters {
  private final Map<String, Set<String>> values;

  private Filters(Map<String, Set<String>> values) {
    this.values = values;
  }

  /**
   * @param text empty where the parameter was not given
   * @throws BadRequest if it can be understood in two ways or in none
   */
  public static Filters parse(Optional<String> text) {
    if (text.isEmpty()) {
      return new Filters(Map.of());
    }
    byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
    try (JsonParser json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      Filters filters = new Filters(read(json));
      if (json.nextToken() != null) {
        throw invalid("more follows its end");
      }
      return filters;
    } catch (JacksonException malformed) {
      throw invalid("it is no JSON object");
    }
  }

  private static Map<String, Set<String>> read(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw invalid("it is no JSON object");
    }
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      Set<String> of =
          switch (json.nextToken()) {
            case START_ARRAY -> list(json);
            case START_OBJECT -> set(json);
            default -> throw invalid("a filter has a list of values or a set of them");
          };
      if (values.put(name, of) != null) {
        throw invalid("a filter is given twice");
      }
    }
    return values;
  }

  private static Set<String> list(JsonParser json) {
    Set<String> values = new LinkedHashSet<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw invalid("the values of a filter are strings");
      }
      values.add(json.getString());
    }
    return values;
  }

  private static Set<String> set(JsonParser json) {
    Set<String> values = new LinkedHashSet<>();
    for (String value = json.nextName(); value != null; value = json.nextName()) {
      if (json.nextToken() != JsonToken.VALUE_TRUE || !values.add(value)) {
        throw invalid("each value of a filter is there once, with true");
      }
    }
    return values;
  }

  private static BadRequest invalid(String problem) {
    return new BadRequest("query parameter `filters` is not understood: " + problem);
  }

  /** The values of a filter; none where it is not given. */
  public List<String> of(String name) {
    return List.copyOf(values.getOrDefault(name, Set.of()));
  }

  /** The names of all that are given. */
  public Set<String> names() {
    return Set.copyOf(values.keySet());
  }

  /** The same with one more value for a filter. */
  public Filters and(String name, String value) {
    Map<String, Set<String>> more = new LinkedHashMap<>(values);
    Set<String> of = new LinkedHashSet<>(values.getOrDefault(name, Set.of()));
    of.add(value);
    more.put(name, of);
    return new Filters(more);
  }

  /** As the engine reads it. */
  public String write() {
    ByteArrayBuilder out = new ByteArrayBuilder();
    try (JsonGenerator json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      values.forEach((name, of) -> {
        json.writeName(name);
        json.writeStartObject();
        of.forEach(value -> {
          json.writeName(value);
          json.writeBoolean(true);
        });
        json.writeEndObject();
      });
      json.writeEndObject();
    }
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Filters filters && values.equals(filters.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return write();
  }
}
