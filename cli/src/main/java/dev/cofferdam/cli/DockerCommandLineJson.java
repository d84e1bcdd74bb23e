package dev.cofferdam.cli;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON object under construction, its members in the order in which they were put. */
final class DockerCommandLineJson {
  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  /** Values are texts, numbers, booleans, lists, maps and objects like this one. */
  DockerCommandLineJson put(String name, Object value) {
    members.put(name, value);
    return this;
  }

  DockerCommandLineJson putNull(String name) {
    members.put(name, null);
    return this;
  }

  /** Go writes a slice or map that nobody made as {@code null}. */
  DockerCommandLineJson putOrNull(String name, List<?> value) {
    members.put(name, value.isEmpty() ? null : value);
    return this;
  }

  /** What Go calls {@code omitempty}. */
  DockerCommandLineJson putUnless(boolean omitted, String name, Object value) {
    if (!omitted) {
      members.put(name, value);
    }
    return this;
  }

  DockerCommandLineJson putText(String name, String value) {
    return putUnless(value.isEmpty(), name, value);
  }

  DockerCommandLineJson putNumber(String name, long value) {
    return putUnless(value == 0, name, value);
  }

  DockerCommandLineJson putTrue(String name, boolean value) {
    return putUnless(!value, name, true);
  }

  DockerCommandLineJson putMap(String name, Map<String, ?> value) {
    return putUnless(value.isEmpty(), name, value);
  }

  DockerCommandLineJson putAll(DockerCommandLineJson other) {
    members.putAll(other.members);
    return this;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  String text() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, this);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case DockerCommandLineJson object -> writeMembers(out, object.members);
      case Map<?, ?> map -> writeMembers(out, map);
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(item -> write(out, item));
        out.writeEndArray();
      }
      case String string -> out.writeString(string);
      case Boolean truth -> out.writeBoolean(truth);
      case Number number -> out.writeNumber(number.longValue());
      default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
    }
  }

  private static void writeMembers(JsonGenerator out, Map<?, ?> members) {
    out.writeStartObject();
    members.forEach((name, value) -> {
      out.writeName(String.valueOf(name));
      write(out, value);
    });
    out.writeEndObject();
  }
}
