package dev.cofferdam.docker;

/** A method and path that no route of the table has: refused, and recorded as {@code unknown}. */
public final class UnknownRoute extends BadRequest {
  private static final long serialVersionUID = 1L;

  UnknownRoute(String message) {
    super(404, message);
  }
}
