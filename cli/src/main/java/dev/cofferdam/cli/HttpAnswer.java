package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A complete answer of an HTTP/1.1 server, RFC 9112.
 *
 * @param headers by name in lower case; of a repeated one, the last
 */
record HttpAnswer(int status, Map<String, String> headers, String body) {
  HttpAnswer {
    headers = Map.copyOf(headers);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * The answer that these bytes are; empty while more have to come.
   *
   * @param ended whether the server has closed its side, so that nothing more will come
   */
  static Optional<HttpAnswer> parse(byte[] bytes, boolean ended) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      if (ended) {
        throw new IOException("the answer broke off before its body");
      }
      return Optional.empty();
    }
    String[] lines = text.substring(0, head).split("\r\n", -1);
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1) {
        throw new IOException("the answer has a header line without a name");
      }
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    int status = status(lines[0]);
    return body(text.substring(head + 4), headers, ended)
        .map(body -> new HttpAnswer(status, headers, utf8(body)));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new IOException("the answer is not HTTP/1.1");
    }
    return Integer.parseInt(line, 9, 12, 10);
  }

  private static Optional<String> body(String rest, Map<String, String> headers, boolean ended)
      throws IOException {
    String length = headers.get("content-length");
    String coding = headers.get("transfer-encoding");
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new IOException("the answer has the unknown transfer coding `" + coding + "`");
      }
      return chunks(rest, ended);
    }
    if (length == null) {
      return ended ? Optional.of(rest) : Optional.empty();
    }
    if (!length.matches("[0-9]{1,9}")) {
      throw new IOException("the answer has no valid Content-Length");
    }
    int wanted = Integer.parseInt(length);
    if (rest.length() >= wanted) {
      return Optional.of(rest.substring(0, wanted));
    }
    return incomplete(ended);
  }

  private static Optional<String> chunks(String rest, boolean ended) throws IOException {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int line = rest.indexOf("\r\n", at);
      if (line < 0) {
        return incomplete(ended);
      }
      String size = rest.substring(at, line).split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        throw new IOException("the answer has a chunk without a valid size");
      }
      int count = Integer.parseInt(size, 16);
      int start = line + 2;
      if (count == 0) {
        return Optional.of(body.toString());
      }
      if (rest.length() < start + count + 2) {
        return incomplete(ended);
      }
      body.append(rest, start, start + count);
      at = start + count + 2;
    }
  }

  private static Optional<String> incomplete(boolean ended) throws IOException {
    if (ended) {
      throw new IOException("the answer broke off in its body");
    }
    return Optional.empty();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
