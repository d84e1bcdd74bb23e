package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A gateway whose policy limits {@code webber}, in front of an engine that remembers containers.
 */
final class LimitedGateway implements AutoCloseable {
  static final String CREATE = "POST /v1.41/containers/create";
  static final String PLAIN = "{\"Image\":\"foobar\"}";

  final GatewayInTest running;
  StubContainers containers;
  private final Path directory;

  LimitedGateway(Path directory) throws Exception {
    this.directory = directory;
    running = new GatewayInTest(directory);
    containers = new StubContainers(running.engine);
    running.user = "webber";
  }

  void limit(String limits) throws Exception {
    limit(limits, "enforce");
  }

  void limit(String limits, String mode) throws Exception {
    running.policies.replace(
        Files.writeString(
            directory.resolve("limits.yaml"),
            """
            version: 1
            roles:
              few:
                rules:
                  - allow: ["*"]
                    confinement: super-privileged
                mode: %s
                limits: {%s}
              strict:
                rules: [{allow: [system.ping]}]
                limits: {pids: 10}
              boss:
                - allow: ["*"]
                  confinement: super-privileged
            bindings:
              - {role: few, to: ["user:webber", "user:other", "user:both"]}
              - {role: boss, to: ["user:boss"]}
              - {role: strict, to: ["user:both"]}
            """
                .formatted(mode, limits)));
  }

  RawClient.Reply create(String body) throws Exception {
    try (RawClient client = running.connect()) {
      return client.send(RawClient.json(CREATE, body)).reply();
    }
  }

  static String with(String hostConfig) {
    return "{\"Image\":\"foobar\",\"HostConfig\":{" + hostConfig + "}}";
  }

  RawClient.Reply update(String id, String resources) throws Exception {
    running.engine.json("POST /containers/" + id + "/update", "{\"Warnings\":[]}");
    try (RawClient client = running.connect()) {
      String update = "POST /v1.41/containers/" + id + "/update";
      return client.send(RawClient.json(update, "{" + resources + "}")).reply();
    }
  }

  @Override
  public void close() throws IOException {
    containers.gate.countDown();
    running.close();
  }
}
