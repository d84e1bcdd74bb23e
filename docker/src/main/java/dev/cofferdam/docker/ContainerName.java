package dev.cofferdam.docker;

/**
 * The name that a container is to get, without the leading slash that old clients write.
 *
 * <p>The engine looks a reference up as a full id, then as a name, then as the beginning of an id.
 * So a name made of hexadecimal digits hides the container whose id begins with it: whoever types
 * or scripts that id reaches the impostor. Names of seven to 64 such digits are therefore refused;
 * nobody can foresee an id that is still to be drawn, and shorter names ({@code db}, {@code db01})
 * are in honest use, so for those {@link #hides} tells whether an id that exists is hidden.
 */
public record ContainerName(String text) {
  private static final int SHORTEST_ID_IN_USE = 7;

  public ContainerName {
    if (text.startsWith("/")) {
      text = text.substring(1);
    }
    if (!Names.isPlain(text)) {
      throw new BadRequest(
          "container name "
              + BadRequest.quoted(text)
              + " is refused: a name is letters and digits, and after the first also _ . -");
    }
    if (looksLikeId(text)) {
      throw new BadRequest(
          "container name "
              + BadRequest.quoted(text)
              + " is refused: it could be taken for another container's id; use a letter beyond f"
              + " or a dash in it");
    }
  }

  /** Whether a new object of this name could be taken for the id of another. */
  public static boolean looksLikeId(String text) {
    return text.length() >= SHORTEST_ID_IN_USE
        && text.length() <= Names.ID_LENGTH
        && Names.isHex(text);
  }

  /** Whether a reference that meant the container {@code id} would mean this name instead. */
  public boolean hides(String id) {
    return Names.isHex(text) && id.startsWith(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
