package dev.cofferdam.seccomp;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Collection;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** From a {@link ProfileDocument} to JSON. */
final class DocumentWriter {
  private final JsonGenerator json;

  private DocumentWriter(JsonGenerator json) {
    this.json = json;
  }

  static byte[] write(ProfileDocument document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      new DocumentWriter(json).document(document);
    }
    return bytes.toByteArray();
  }

  private void document(ProfileDocument document) {
    json.writeStartObject();
    action(document.defaultAction(), "defaultAction", "defaultErrnoRet");
    strings("architectures", document.architectures());
    if (!document.archMap().isEmpty()) {
      json.writeArrayPropertyStart("archMap");
      document
          .archMap()
          .forEach((architecture, others) -> {
            json.writeStartObject();
            json.writeStringProperty("architecture", architecture);
            strings("subArchitectures", others);
            json.writeEndObject();
          });
      json.writeEndArray();
    }
    strings("flags", document.flags().stream().sorted().map(Flag::ociName).toList());
    document.listenerPath().ifPresent(path -> json.writeStringProperty("listenerPath", path));
    document
        .listenerMetadata()
        .ifPresent(metadata -> json.writeStringProperty("listenerMetadata", metadata));
    json.writeArrayPropertyStart("syscalls");
    document.rules().forEach(this::rule);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void rule(DocumentRule rule) {
    json.writeStartObject();
    strings("names", rule.names());
    action(rule.action(), "action", "errnoRet");
    if (!rule.comparisons().isEmpty()) {
      json.writeArrayPropertyStart("args");
      rule.comparisons().forEach(this::comparison);
      json.writeEndArray();
    }
    if (!rule.comment().isEmpty()) {
      json.writeStringProperty("comment", rule.comment());
    }
    scope("includes", rule.includes());
    scope("excludes", rule.excludes());
    json.writeEndObject();
  }

  private void comparison(Comparison comparison) {
    json.writeStartObject();
    json.writeNumberProperty("index", comparison.index());
    json.writeNumberProperty("value", unsigned(comparison.value()));
    if (comparison.operator() == Comparison.Operator.MASKED_EQ) {
      json.writeNumberProperty("valueTwo", unsigned(comparison.valueTwo()));
    }
    json.writeStringProperty("op", comparison.operator().ociName());
    json.writeEndObject();
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private void scope(String name, Scope scope) {
    if (scope.equals(Scope.EMPTY)) {
      return;
    }
    json.writeObjectPropertyStart(name);
    strings("caps", scope.capabilities().stream().sorted().toList());
    strings("arches", scope.architectures().stream().sorted().toList());
    scope
        .minKernel()
        .ifPresent(version -> json.writeStringProperty("minKernel", version.toString()));
    json.writeEndObject();
  }

  private void strings(String name, Collection<String> strings) {
    if (!strings.isEmpty()) {
      json.writeArrayPropertyStart(name);
      strings.forEach(json::writeString);
      json.writeEndArray();
    }
  }

  private void action(Action action, String name, String number) {
    String kind = action.kind() == Action.Kind.USER_NOTIF ? "NOTIFY" : action.kind().name();
    json.writeStringProperty(name, "SCMP_ACT_" + kind);
    if (action.kind() == Action.Kind.ERRNO || action.kind() == Action.Kind.TRACE) {
      json.writeNumberProperty(number, action.data());
    }
  }
}
