package dev.cofferdam.systemtest;

import java.nio.file.Path;
import java.util.Map;

/** An engine apart from the others that is a swarm of its own, on the loopback alone. */
final class Swarm implements AutoCloseable {
  private final Engine engine;

  private Swarm(Engine engine) {
    this.engine = engine;
  }

  static Swarm start(Path home) {
    Swarm swarm = new Swarm(Engine.startApart(home));
    swarm
        .docker()
        .orFail(
            "swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1:2377");
    return swarm;
  }

  Docker docker() {
    return engine.docker();
  }

  Path socket() {
    return engine.socket();
  }

  boolean exists(String service) {
    return RawHttp.request(socket(), "GET", "/v1.41/services/" + service).status() == 200;
  }

  Map<String, Object> inspect(String path) {
    RawHttp.Answer answer = RawHttp.request(socket(), "GET", "/v1.41" + path);
    if (answer.status() != 200) {
      throw new IllegalStateException(path + ": " + answer);
    }
    return Json.object(answer.body());
  }

  /** The first container of a service's task, as the engine has made it. */
  Map<String, Object> container(String service) {
    Await.until("a container of " + service, Command.LIMIT, () -> !containers(service).isEmpty());
    return inspect(
        "/containers/" + containers(service).lines().findFirst().orElseThrow() + "/json");
  }

  private String containers(String service) {
    return docker()
        .orFail(
            "ps", "--all", "--quiet", "--filter", "label=com.docker.swarm.service.name=" + service);
  }

  /** Takes a service away and waits for its containers to be gone. */
  void remove(String service) {
    RawHttp.request(socket(), "DELETE", "/v1.41/services/" + service);
    Await.until(
        "the containers of " + service + " are gone",
        Command.LIMIT,
        () -> containers(service).isEmpty());
  }

  @Override
  public void close() {
    try (engine) {
      docker().orFail("swarm", "leave", "--force");
    }
  }
}
