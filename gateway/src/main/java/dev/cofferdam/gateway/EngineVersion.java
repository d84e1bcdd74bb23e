package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.gateway.EngineClient.EngineAnswer;
import dev.cofferdam.gateway.EngineJson.Fields;
import java.util.Optional;

/**
 * The newest API version that the engine speaks: what an unversioned request means. Asked for once
 * and again after the engine was away, since it may have been upgraded meanwhile.
 */
final class EngineVersion {
  /**
   * @param engine for instance 20.10.24
   */
  record Versions(String engine, ApiVersion api) {}

  private final EngineClient client;
  private volatile Optional<Versions> known = Optional.empty();

  EngineVersion(EngineClient client) {
    this.client = client;
  }

  ApiVersion get() throws EngineException {
    return versions().api();
  }

  Versions versions() throws EngineException {
    Optional<Versions> current = known;
    return current.isPresent() ? current.get() : ask();
  }

  /** Asks anew, which also tells whether the engine answers. */
  Versions ask() throws EngineException {
    EngineAnswer answer = client.get("/version");
    Fields fields = Fields.read(answer.body());
    ApiVersion api =
        ApiVersion.of(fields.text("ApiVersion"))
            .orElseThrow(
                () -> new EngineException("what answers there is no Docker engine: no ApiVersion"));
    Versions versions = new Versions(fields.text("Version"), api);
    known = Optional.of(versions);
    return versions;
  }

  boolean isKnown() {
    return known.isPresent();
  }

  void forget() {
    known = Optional.empty();
  }
}
