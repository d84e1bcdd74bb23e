package dev.cofferdam.systemtest;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One record of the audit file, by the field names of {@code docs/audit.md}. */
record Row(Map<String, Object> fields) {
  /** Empty where the record has no such field. */
  String text(String name) {
    return fields.getOrDefault(name, "").toString();
  }

  OptionalLong number(String name) {
    return fields.get(name) instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
  }

  List<String> list(String name) {
    return fields.get(name) instanceof List<?> values
        ? values.stream().map(Object::toString).toList()
        : List.of();
  }

  String id() {
    return text("id");
  }

  boolean isDecision() {
    return text("kind").equals("decision");
  }

  boolean isOutcome() {
    return text("kind").equals("outcome");
  }

  boolean refused() {
    return isDecision() && text("decision").equals("deny");
  }

  boolean is(String operation) {
    return text("operation").equals(operation);
  }
}
