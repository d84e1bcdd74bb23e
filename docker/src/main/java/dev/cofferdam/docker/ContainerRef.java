package dev.cofferdam.docker;

/**
 * A container as a client writes it in a path: a name, a full id or the beginning of an id. Only
 * the engine knows which; what is decided on is always the full id that it resolves to.
 */
public record ContainerRef(String text) {
  public ContainerRef {
    if (!Names.isPlain(text)) {
      throw new BadRequest(
          BadRequest.quoted(text)
              + " is no name or id of a container: letters and digits, and after the first also"
              + " _ . -");
    }
  }

  /** Whether this is a full id of 64 digits, which no name can shadow. */
  public boolean isFullId() {
    return Names.isFullId(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
