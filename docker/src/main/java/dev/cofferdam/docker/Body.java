package dev.cofferdam.docker;

import java.util.List;
import java.util.Locale;

/**
 * How a request's body is treated, and the content types that it may be declared with.
 *
 * <p>Forms are in none of the lists: to the engine a form body overrides the query. {@code
 * text/plain} is what Docker's own client declares wherever it says nothing better, also when there
 * is no body at all.
 */
public enum Body {
  /** There is none; one that comes nevertheless is refused. */
  NONE,
  /** A JSON document, small enough to be read whole. */
  JSON,
  /** A JSON document or nothing. */
  JSON_OR_NONE,
  /** An archive of any size, streamed. */
  TAR;

  private static final List<String> FOR_NONE =
      List.of("text/plain", "application/json", "application/octet-stream");
  private static final List<String> FOR_JSON = List.of("application/json");
  private static final List<String> FOR_TAR =
      List.of(
          "application/x-tar",
          "application/tar",
          "application/octet-stream",
          "application/gzip",
          "application/x-gzip",
          "application_x_tar", // as docker-java spells it
          "text/plain");

  /** Media types in lower case, without parameters; no declaration at all is fine as well. */
  public List<String> contentTypes() {
    return switch (this) {
      case NONE, JSON_OR_NONE -> FOR_NONE;
      case JSON -> FOR_JSON;
      case TAR -> FOR_TAR;
    };
  }

  /** Whether the value of a {@code Content-Type} header is one of them, parameters left aside. */
  public boolean accepts(String contentType) {
    int end = contentType.indexOf(';');
    String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
    return contentTypes().contains(type.toLowerCase(Locale.ROOT));
  }
}
