package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;

/** Paths as they stand in records: canonical, without what may hold a secret. */
final class RecordedPath {
  private static final int MAX_RAW = 512;

  private RecordedPath() {}

  static String of(ApiCall call) {
    String shown = call.toString();
    String path = shown.substring(shown.indexOf(' ') + 1);
    int query = path.indexOf('?');
    // Build arguments, URLs to import from and changes (ENV …) are where people put tokens.
    boolean secret =
        switch (call.operation()) {
          case IMAGE_BUILD, IMAGE_IMPORT, IMAGE_COMMIT -> true;
          default -> false;
        };
    return secret && query >= 0 ? path.substring(0, query) : path;
  }

  /**
   * Of a request line that was not understood: its path only, shortened; sinks escape what it
   * holds.
   */
  static String raw(Exchange exchange) {
    String uri = exchange.head().uri();
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    return path.length() <= MAX_RAW ? path : path.substring(0, MAX_RAW) + "…";
  }
}
