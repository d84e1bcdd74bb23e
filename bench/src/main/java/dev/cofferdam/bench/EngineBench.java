package dev.cofferdam.bench;

import java.io.IOException;
import java.util.List;

/** The parts that need a real engine, each with one of its own. */
final class EngineBench {
  /** A container that joins no network and prints a line a second. */
  private static final String TRICKLING =
      """
      {"Image":"foobar","Cmd":["sh","-c","while :; do echo line; sleep 1; done"],\
      "HostConfig":{"NetworkMode":"none"}}\
      """;

  private static final String IDLE =
      """
      {"Image":"foobar","Cmd":["sleep","100000"],"HostConfig":{"NetworkMode":"none"}}\
      """;

  private static final int LISTED = 100;

  private final Effort effort;
  private final Services services;

  EngineBench(Effort effort, Services services) {
    this.effort = effort;
    this.services = services;
  }

  private Target direct() {
    return new Target("engine directly", services.socket("engine"));
  }

  private Target haproxy() {
    return new Target("HAProxy", services.socket("haproxy"));
  }

  private Target gateway() {
    return new Target("gateway", services.socket("gateway"));
  }

  private List<Target> targets() {
    return List.of(direct(), haproxy(), gateway());
  }

  private Images images() {
    return new Images(services.directory(), direct().socket());
  }

  /** Requests, with 100 containers on the engine; what is created in the end is never started. */
  void load() throws IOException, InterruptedException {
    try (Service _ = services.engine();
        Service _ = services.haproxy("haproxy", direct().socket());
        Service _ = services.gateway("gateway", direct().socket(), "admin3")) {
      images().foobar();
      try (Api api = new Api(direct().socket())) {
        for (int i = 0; i < LISTED; i++) {
          api.post("/containers/create?name=web-" + i, IDLE, 201);
        }
      }
      Request list = Request.get("GET /containers/json", "/v1.41/containers/json?all=1");
      Request create =
          Request.post("POST /containers/create", "/v1.41/containers/create", IDLE, 201);
      LoadBench load = new LoadBench(effort);
      load.warmUp(gateway().socket(), Requests.PING);
      load.run(
          "real engine",
          List.of(
              new LoadBench.Course(Requests.PING, targets(), effort.connections(), 1_000),
              new LoadBench.Course(list, targets(), effort.connections(), 50)));
      // Last, since what is created stays, and would be listed.
      load.run(
          "real engine", List.of(new LoadBench.Course(create, targets(), effort.creating(), 0)));
    }
  }

  void streams() throws IOException, InterruptedException {
    try (Service _ = services.engine();
        Service _ = services.haproxy("haproxy", direct().socket());
        Service _ = services.gateway("gateway", direct().socket(), "admin3")) {
      Images images = images();
      images.foobar();
      var tar = images.big(effort.bulk());
      try (Api api = new Api(direct().socket())) {
        String container = start(api, IDLE);
        new StreamBench(effort.streaming(), targets())
            .engine(services.directory(), tar, images.compressed(tar), effort.bulk(), container);
        remove(api, container);
      }
    }
  }

  void memory() throws IOException, InterruptedException {
    try (Service _ = services.engine();
        Service gateway = services.gateway("gateway", direct().socket(), "admin3")) {
      images().foobar();
      try (Api api = new Api(direct().socket())) {
        String container = start(api, TRICKLING);
        new MemoryBench(gateway, gateway().socket())
            .run(container, effort.counted().multipliedBy(5));
        remove(api, container);
      }
    }
  }

  private static String start(Api api, String body) throws IOException {
    String id = api.post("/containers/create", body, 201);
    api.post("/containers/" + id + "/start", "", 204);
    return id;
  }

  private static void remove(Api api, String container) throws IOException {
    api.post("/containers/" + container + "/kill", "", 204);
    api.post("/containers/" + container + "/wait", "", 200);
  }
}
