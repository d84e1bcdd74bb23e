package dev.cofferdam.docker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * The one way in which a model is written: fields in the order of their shape, no white space, no
 * nulls in shaped objects, every string as UTF-8 with the least escaping.
 */
final class CanonicalJson {
  private CanonicalJson() {}

  static byte[] write(Node node) {
    ByteArrayBuilder out = new ByteArrayBuilder(4096);
    try (JsonGenerator json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      write(json, node);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Node node) {
    switch (node) {
      case Node.Null _ -> json.writeNull();
      case Node.Bool(boolean value) -> json.writeBoolean(value);
      case Node.Int(long value) -> json.writeNumber(value);
      case Node.Decimal(double value) -> json.writeNumber(value);
      case Node.Text(String value) ->
          BaseFilters.quoted(value)
              .ifPresentOrElse(json::writeString, () -> json.writeString(value));
      case Node.Items(List<Node> values) -> {
        json.writeStartArray();
        for (Node value : values) {
          write(json, value);
        }
        json.writeEndArray();
      }
      case Node.Entries(Map<String, Node> values) -> {
        json.writeStartObject();
        values.forEach((key, value) -> {
          json.writeName(key);
          write(json, value);
        });
        json.writeEndObject();
      }
      case Node.Struct struct -> write(json, struct);
    }
  }

  private static void write(JsonGenerator json, Node.Struct struct) {
    Shape shape = struct.shape();
    json.writeStartObject();
    for (int slot = 0; slot < shape.size(); slot++) {
      @Nullable Node value = struct.at(slot);
      if (value != null) {
        json.writeName(shape.field(slot).key());
        write(json, value);
      }
    }
    json.writeEndObject();
  }
}
