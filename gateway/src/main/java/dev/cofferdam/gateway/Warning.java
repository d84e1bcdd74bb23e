package dev.cofferdam.gateway;

import dev.cofferdam.policy.Mode;
import dev.cofferdam.policy.Verdict;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * What a client is told whose request would be refused if his roles were enforced.
 *
 * <p>HTTP's own field for this, {@code Warning}, was retired by RFC 9111 section 5.5.
 */
record Warning(String text) {
  private static final AsciiString FIELD = AsciiString.cached("Cofferdam-Warning");
  private static final int LONGEST_FIELD = 1024;

  static Optional<Warning> of(Exchange exchange) {
    return exchange.verdict().orElse(null) instanceof Verdict.AllowAnyway anyway
            && anyway.mode() == Mode.WARN
        ? Optional.of(new Warning(Sentences.warning(anyway.refusal().reason(), exchange.id())))
        : Optional.empty();
  }

  /** A field is printable ASCII in one line; the record has the sentence as it is. */
  void addTo(HttpHeaders headers) {
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST_FIELD; i++) {
      char c = text.charAt(i);
      value.append(c < 0x20 || c > 0x7e ? '?' : c);
    }
    headers.set(FIELD, value.toString());
  }
}
