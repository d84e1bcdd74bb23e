package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON read into maps and lists, for comparison. */
final class DockerCommandLineTree {
  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  /** The docker client writes these in the order of a hash table. */
  private static final Set<String> UNORDERED = Set.of("Env", "Binds");

  private DockerCommandLineTree() {}

  static Map<?, ?> of(String json) {
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      return (Map<?, ?>) Objects.requireNonNull(value(in));
    }
  }

  private static @Nullable Object value(JsonParser in) {
    JsonToken token = in.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
          in.nextToken();
          Object value = value(in);
          if (UNORDERED.contains(name) && value instanceof List<?> list) {
            value = list.stream().map(String::valueOf).sorted().toList();
          }
          members.put(name, value);
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(in));
        }
        yield items;
      }
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("unexpected " + token);
    };
  }

  /** Without what says nothing: nulls, empty texts and lists, zeros and switches that are off. */
  static Object essence(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Map<?, ?> map -> {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((name, member) -> {
          Object essence = essence(member);
          if (!Set.<Object>of("", 0L, false, List.of(), Map.of()).contains(essence)) {
            result.put(String.valueOf(name), essence);
          }
        });
        yield result;
      }
      case List<?> list -> list.stream().map(DockerCommandLineTree::essence).toList();
      default -> value;
    };
  }
}
