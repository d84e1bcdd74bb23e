package dev.cofferdam.docker;

/**
 * A request body that is refused because the engine could read it differently from us, or because
 * it is no body of its route at all.
 *
 * <p>The message names the place by its JSON path and says what is allowed there. It never contains
 * a value of the body, except short ones from fields that hold no secrets.
 */
public final class MalformedBody extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedBody(String message) {
    super(message);
  }

  /** A refusal of the value at {@code path}. */
  static MalformedBody at(String path, String problem) {
    return new MalformedBody((path.isEmpty() ? "body" : path) + ": " + problem);
  }
}
