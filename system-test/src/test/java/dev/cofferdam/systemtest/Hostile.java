package dev.cofferdam.systemtest;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request that means to get past a filter, after the catalogue of known ways.
 *
 * @param name the row of the catalogue and what it does
 * @param bytes what goes over the wire, each char one byte; whatever it does, it does to a
 *     container named {@code hostile}
 * @param status what the gateway may answer
 * @param seen whether dockerd 20.10 does what is asked when it is asked directly: only then does
 *     the row prove something
 */
record Hostile(String name, String bytes, List<Integer> status, boolean seen) {
  static final String BODY = "{\"Image\":\"foobar\",\"HostConfig\":{\"Privileged\":true}}";
  static final String CREATE = "/v1.41/containers/create?name=hostile";

  Hostile {
    status = List.copyOf(status);
  }

  /** A request that the engine takes and the gateway answers with 400. */
  static Hostile bites(String name, String bytes) {
    return new Hostile(name, bytes, List.of(400), true);
  }

  /** A request that the engine of the tests refuses as well. */
  static Hostile harmlessHere(String name, String bytes) {
    return new Hostile(name, bytes, List.of(400), false);
  }

  Hostile answered(Integer... other) {
    return new Hostile(name, bytes, List.of(other), seen);
  }

  /** POST with this target and, where there are any, more header lines. */
  static String post(String target, String headers, String body) {
    return RawHttp.head("POST", target)
        + headers
        + "Content-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** The text's UTF-8 bytes, one char each, for {@link #post}. */
  static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return name;
  }
}
