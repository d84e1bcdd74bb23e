package dev.cofferdam.docker;

/**
 * A request that is refused because of how it is written, before anybody asks whether it is
 * allowed.
 *
 * <p>The message is one sentence for the person at the client. It shows names and grammar, never
 * the value of a text parameter: a build argument may be a secret.
 */
public sealed class BadRequest extends RuntimeException permits UnknownRoute {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 64;

  private final int status;

  public BadRequest(int status, String message) {
    // No stack trace: refusing has to stay as cheap as accepting.
    super(message, null, false, false);
    this.status = status;
  }

  BadRequest(String message) {
    this(400, message);
  }

  /** The HTTP status of the refusal. */
  public int status() {
    return status;
  }

  /** The sentence, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** What came from outside, as printable ASCII and shortened. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("`");
    int length = Math.min(text.length(), SHOWN);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 0x7f && c != '`' ? c : '?');
    }
    return out.append(length < text.length() ? "…`" : "`").toString();
  }
}
