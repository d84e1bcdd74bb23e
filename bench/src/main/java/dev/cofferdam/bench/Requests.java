package dev.cofferdam.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The requests that are measured. */
final class Requests {
  static final Request PING = Request.get("GET /_ping", "/_ping");
  static final Request LIST = Request.get("GET /containers/json", "/v1.41/containers/json");

  /** All that the stub has, a thousand. */
  static final Request LONG_LIST =
      Request.get("GET /containers/json?all=1", "/v1.41/containers/json?all=1");

  static final Request CREATE =
      Request.post("POST /containers/create", "/v1.41/containers/create", createBody(), 201);

  /** Read, decided on and refused, for a caller who may not create unconfined containers. */
  static final Request REFUSED =
      Request.post(
          "POST /containers/create, refused",
          "/v1.41/containers/create",
          createBody().replace("\"Privileged\":false", "\"Privileged\":true"),
          403);

  private Requests() {}

  /** A typical body, as docker 28 writes it: 3 KB. */
  static String createBody() {
    try (InputStream body = Requests.class.getResourceAsStream("create.json")) {
      if (body == null) {
        throw new IllegalStateException("create.json is missing");
      }
      return new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException broken) {
      throw new IllegalStateException("create.json cannot be read", broken);
    }
  }
}
