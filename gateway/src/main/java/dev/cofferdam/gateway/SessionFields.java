package dev.cofferdam.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The header fields in which a BuildKit client says what its session is and serves. */
final class SessionFields {
  static final String ID = "x-docker-expose-session-uuid";
  static final String NAME = "x-docker-expose-session-name";
  static final String SHARED_KEY = "x-docker-expose-session-sharedkey";
  static final String METHOD = "x-docker-expose-session-grpc-method";

  private SessionFields() {}

  static void copy(HttpHeaders from, HttpHeaders to, String user) {
    to.set(ID, from.get(ID, ""));
    if (from.contains(NAME)) {
      to.set(NAME, from.get(NAME));
    }
    String key = from.get(SHARED_KEY, "");
    if (!key.isEmpty()) {
      to.set(SHARED_KEY, ofUser(key, user));
    }
    to.set(METHOD, from.getAll(METHOD));
  }

  /**
   * The engine keeps the last context under this key and asks only for files whose name, size and
   * time have changed: with another's key one would get what he once sent. So each user has keys of
   * his own.
   */
  private static String ofUser(String key, String user) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((user + '\n').getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }
}
