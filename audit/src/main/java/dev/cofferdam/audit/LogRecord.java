package dev.cofferdam.audit;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A record as it stands in the log.
 *
 * @param fields in the log's order: a {@code String}, a {@code Long}, or a {@code List} of strings
 * @param json the line, without its end
 */
public record LogRecord(String file, long line, Map<String, Object> fields, String json) {
  /** Empty where the record has no such field: empty values are not written. */
  public String text(String field) {
    return fields.get(field) instanceof String text ? text : "";
  }

  public OptionalLong number(String field) {
    return fields.get(field) instanceof Long number
        ? OptionalLong.of(number)
        : OptionalLong.empty();
  }

  public List<String> list(String field) {
    return fields.get(field) instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }
}
