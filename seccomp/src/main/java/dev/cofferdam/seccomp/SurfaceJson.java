package dev.cofferdam.seccomp;

import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** A {@link Surface} for programs. */
final class SurfaceJson {
  private SurfaceJson() {}

  static String of(Surface surface) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("kernel", surface.kernel().toString());
      json.writeStringProperty("before", surface.before());
      json.writeStringProperty("after", surface.after());
      json.writeArrayPropertyStart("architectures");
      for (Surface.Convention each : surface.conventions()) {
        write(json, each);
      }
      json.writeEndArray();
      json.writeObjectPropertyStart("all");
      write(json, surface.beforeCount(), surface.afterCount());
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Surface.Convention convention) {
    json.writeStartObject();
    json.writeStringProperty("architecture", convention.architecture().optionName());
    write(json, convention.before(), convention.after());
    names(json, "open", convention.after(Reach.OPEN));
    names(json, "conditional", convention.after(Reach.CONDITIONAL));
    json.writeObjectPropertyStart("inEffect");
    for (Surface.Call each : convention.calls()) {
      if (each.after() == Reach.IN_EFFECT) {
        names(json, each.call().name(), each.through());
      }
    }
    json.writeEndObject();
    names(json, "closed", convention.after(Reach.CLOSED));
    json.writeEndObject();
  }

  private static void names(JsonGenerator json, String property, List<String> names) {
    json.writeArrayPropertyStart(property);
    names.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Surface.Count before, Surface.Count after) {
    json.writeNumberProperty("calls", before.all());
    count(json, "reachableBefore", before);
    count(json, "reachableAfter", after);
    json.writeNumberProperty("gonePercent", Surface.gone(before, after));
  }

  private static void count(JsonGenerator json, String property, Surface.Count count) {
    json.writeObjectPropertyStart(property);
    json.writeNumberProperty("all", count.reachable());
    json.writeNumberProperty("open", count.open());
    json.writeNumberProperty("conditional", count.conditional());
    json.writeNumberProperty("inEffect", count.inEffect());
    json.writeEndObject();
  }
}
