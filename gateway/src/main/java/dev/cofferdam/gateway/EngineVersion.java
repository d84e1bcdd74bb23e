package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.SeccompBase;
import dev.cofferdam.docker.SeccompHost;
import dev.cofferdam.gateway.EngineClient.EngineAnswer;
import dev.cofferdam.gateway.EngineJson.Fields;
import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.KernelVersion;
import java.util.Optional;

/**
 * The newest API version that the engine speaks: what an unversioned request means. Asked for once
 * and again after the engine was away, since it may have been upgraded meanwhile.
 */
final class EngineVersion {
  /**
   * @param engine for instance 20.10.24
   * @param architecture of its host, as Go names it: amd64
   * @param kernel the release that its host runs
   */
  record Versions(String engine, ApiVersion api, String architecture, String kernel) {}

  private final EngineClient client;
  private final EngineRuntimes runtimes;
  private volatile Optional<Versions> known = Optional.empty();

  EngineVersion(EngineClient client) {
    this.client = client;
    this.runtimes = new EngineRuntimes(client, System::nanoTime);
  }

  /** What else may have changed while it was away. */
  EngineRuntimes runtimes() {
    return runtimes;
  }

  ApiVersion get() throws EngineException {
    return versions().api();
  }

  /**
   * Where its containers run.
   *
   * @throws EngineException when it is a host that no filter can be made for
   */
  SeccompHost seccompHost(SeccompBase base) throws EngineException {
    Versions versions = versions();
    return new SeccompHost(
        base,
        Architecture.named(versions.architecture()).orElseThrow(() -> noFilter(versions)),
        KernelVersion.parse(versions.kernel()).orElseThrow(() -> noFilter(versions)));
  }

  private static EngineException noFilter(Versions versions) {
    return new EngineException(
        "no container can be filtered there: the engine's host has the architecture \""
            + versions.architecture()
            + "\" and the kernel \""
            + versions.kernel()
            + "\", and amd64 and arm64 are known here");
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
    Versions versions =
        new Versions(
            fields.text("Version"), api, fields.text("Arch"), fields.text("KernelVersion"));
    known = Optional.of(versions);
    return versions;
  }

  boolean isKnown() {
    return known.isPresent();
  }

  void forget() {
    known = Optional.empty();
    runtimes.forget();
  }
}
