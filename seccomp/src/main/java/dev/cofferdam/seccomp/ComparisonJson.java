package dev.cofferdam.seccomp;

import java.io.StringWriter;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** A {@link ProfileComparison} for programs. */
final class ComparisonJson {
  private ComparisonJson() {}

  static String of(ProfileComparison comparison, String first, String second) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("first", first);
      json.writeStringProperty("second", second);
      json.writeBooleanProperty("contained", comparison.of(Difference.Kind.FIRST_ALONE).isEmpty());
      json.writeArrayPropertyStart("differences");
      for (Difference each : comparison.differences()) {
        write(json, each);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Difference difference) {
    json.writeStartObject();
    switch (difference.subject()) {
      case Subject.Call(Architecture architecture, SystemCall call) -> {
        json.writeStringProperty("subject", "call");
        json.writeStringProperty("architecture", architecture.optionName());
        json.writeStringProperty("call", call.name());
      }
      case Subject.Unknown(Architecture architecture) -> {
        json.writeStringProperty("subject", "unknown");
        json.writeStringProperty("architecture", architecture.optionName());
      }
      case Subject.Foreign() -> json.writeStringProperty("subject", "foreign");
    }
    json.writeStringProperty(
        "kind", difference.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.writeBooleanProperty("conditional", difference.isConditional());
    json.writeArrayPropertyStart("arguments");
    difference.arguments().forEach(json::writeString);
    json.writeEndArray();
    json.writeStringProperty("firstAction", difference.first().toString());
    json.writeStringProperty("secondAction", difference.second().toString());
    example(json, difference.example());
    json.writeEndObject();
  }

  private static void example(JsonGenerator json, SeccompData example) {
    json.writeObjectPropertyStart("example");
    json.writeStringProperty("audit", "%#x".formatted(example.audit()));
    json.writeNumberProperty("number", example.number());
    json.writeArrayPropertyStart("arguments");
    for (long each : example.arguments()) {
      json.writeString("%#x".formatted(each));
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
