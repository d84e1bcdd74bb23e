package dev.cofferdam.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP request, sent again and again.
 *
 * @param name for tables
 * @param text the whole request, ASCII
 * @param status what has to be answered; anything else is an error and fails the run
 */
record Request(String name, String text, int status) {
  static Request get(String name, String target) {
    return new Request(name, "GET " + target + " HTTP/1.1\r\nHost: docker\r\n\r\n", 200);
  }

  static Request post(String name, String target, String json, int status) {
    String head =
        "POST "
            + target
            + " HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n";
    return new Request(name, head + json, status);
  }

  /** To be rewound before each use. */
  ByteBuffer buffer() {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes);
  }
}
