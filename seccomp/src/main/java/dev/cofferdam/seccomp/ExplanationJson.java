package dev.cofferdam.seccomp;

import java.io.StringWriter;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** An {@link Explanation} for programs. */
final class ExplanationJson {
  private ExplanationJson() {}

  static String of(Explanation explanation) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("call", explanation.call().name());
      json.writeArrayPropertyStart("architectures");
      for (Explanation.Part each : explanation.parts()) {
        write(json, explanation.call(), each);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, SystemCall call, Explanation.Part part) {
    json.writeStartObject();
    json.writeStringProperty("architecture", part.architecture().optionName());
    json.writeNumberProperty("number", call.number(part.architecture()).orElseThrow());
    json.writeStringProperty("source", part.source());
    json.writeStringProperty("reason", part.reason().name().toLowerCase(Locale.ROOT));
    json.writeArrayPropertyStart("cases");
    for (Explanation.Case each : part.cases()) {
      json.writeStartObject();
      json.writeStringProperty("action", each.action().toString());
      json.writeArrayPropertyStart("arguments");
      each.arguments().forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("through");
    part.through().forEach(json::writeString);
    json.writeEndArray();
    json.writeBooleanProperty("made", part.made());
    json.writeEndObject();
  }
}
