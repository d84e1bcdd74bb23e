package dev.cofferdam.gateway;

import dev.cofferdam.audit.AuditTrail;
import dev.cofferdam.audit.SinkHealth;
import dev.cofferdam.docker.NamespaceHost;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** What {@code cofferdam status} is told, as JSON. */
final class StatusReport {
  private final Settings settings;
  private final EngineVersion engine;
  private final PolicyInForce policies;
  private final Sessions sessions;
  private final AuditTrail trail;
  private final HazardFinder hazards;
  private final SelfFilter.State selfFilter;
  private final Instant started = Instant.now();

  /** Finds ways around the gateway; may ask the engine. */
  interface HazardFinder {
    List<Hazard> find();
  }

  StatusReport(
      Settings settings,
      EngineVersion engine,
      PolicyInForce policies,
      Sessions sessions,
      AuditTrail trail,
      HazardFinder hazards,
      SelfFilter.State selfFilter) {
    this.settings = settings;
    this.engine = engine;
    this.policies = policies;
    this.sessions = sessions;
    this.trail = trail;
    this.hazards = hazards;
    this.selfFilter = selfFilter;
  }

  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        EngineJson.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("version", Version.TEXT);
      json.writeNumberProperty("pid", ProcessHandle.current().pid());
      json.writeStringProperty("started", started.toString());
      json.writeStringProperty("socket", settings.socket().toString());
      engine(json);
      policy(json);
      namespaces(json);
      sessions(json);
      sinks(json);
      selfFilter(json);
      json.writeArrayPropertyStart("hazards");
      for (Hazard hazard : hazards.find()) {
        json.writeStartObject();
        json.writeStringProperty("what", hazard.what());
        json.writeStringProperty("remedy", hazard.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private void engine(JsonGenerator json) {
    json.writeObjectPropertyStart("engine");
    json.writeStringProperty("address", "unix://" + settings.engine());
    try {
      EngineVersion.Versions versions = engine.ask();
      json.writeBooleanProperty("reachable", true);
      json.writeStringProperty("version", versions.engine());
      json.writeStringProperty("api_version", versions.api().toString());
      json.writeStringProperty("message", "");
    } catch (EngineException gone) {
      json.writeBooleanProperty("reachable", false);
      json.writeStringProperty("version", "");
      json.writeStringProperty("api_version", "");
      json.writeStringProperty("message", String.valueOf(gone.getMessage()));
    }
    json.writeEndObject();
  }

  private void policy(JsonGenerator json) {
    PolicyInForce.Version current = policies.current();
    json.writeObjectPropertyStart("policy");
    json.writeStringProperty("file", current.file().toString());
    json.writeStringProperty("version", current.policy().version());
    json.writeStringProperty("loaded", current.loaded().toString());
    json.writeNumberProperty("roles", current.policy().roleCount());
    json.writeObjectPropertyStart("modes");
    current
        .policy()
        .roleModes()
        .forEach((mode, roles) -> json.writeNumberProperty(mode.id(), roles));
    json.writeEndObject();
    json.writeNumberProperty("bindings", current.policy().bindingCount());
    json.writeStringProperty("last_error", policies.lastError().orElse(""));
    json.writeEndObject();
  }

  private void namespaces(JsonGenerator json) {
    NamespaceHost.Wrapping wrapping;
    try {
      wrapping = engine.runtimes().ask();
    } catch (EngineException gone) {
      wrapping = NamespaceHost.Wrapping.UNKNOWN;
    }
    json.writeObjectPropertyStart("namespaces");
    json.writeStringProperty("contain", policies.current().policy().contain().id());
    json.writeStringProperty("runtime", wrapping.name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
  }

  private void sessions(JsonGenerator json) {
    json.writeObjectPropertyStart("sessions");
    json.writeNumberProperty("connections", sessions.connections());
    json.writeNumberProperty("requests", sessions.requests());
    json.writeNumberProperty("streams", sessions.tunnels());
    json.writeEndObject();
  }

  private void selfFilter(JsonGenerator json) {
    json.writeObjectPropertyStart("self_filter");
    json.writeBooleanProperty("on", selfFilter.on());
    json.writeNumberProperty("calls", selfFilter.calls());
    json.writeNumberProperty("known_calls", selfFilter.known());
    json.writeEndObject();
  }

  private void sinks(JsonGenerator json) {
    json.writeArrayPropertyStart("audit");
    for (SinkHealth sink : trail.health()) {
      json.writeStartObject();
      json.writeStringProperty("sink", sink.name());
      json.writeBooleanProperty("required", sink.required());
      json.writeBooleanProperty("healthy", sink.healthy());
      json.writeStringProperty("message", sink.message());
      json.writeNumberProperty("queued", sink.queued());
      json.writeNumberProperty("written", sink.written());
      json.writeNumberProperty("lost", sink.lost());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
