package dev.cofferdam.docker;

/**
 * The body of {@code POST /auth}, and of {@code POST /images/{name}/push} before credentials had a
 * header. It is all secret: nothing of it is told but that it is one.
 */
public final class Credentials implements RequestDocument {
  private static final Shape SHAPE =
      Shape.of(
          "AuthConfig",
          Field.harmless("username", Types.TEXT),
          Field.harmless("password", Types.TEXT),
          Field.harmless("auth", Types.TEXT),
          Field.harmless("email", Types.TEXT),
          Field.harmless("serveraddress", Types.TEXT),
          Field.harmless("identitytoken", Types.TEXT),
          Field.harmless("registrytoken", Types.TEXT));

  private final Node.Struct root;

  private Credentials(Node.Struct root) {
    this.root = root;
  }

  public static Credentials parse(byte[] json) {
    return new Credentials(StrictJson.read(json, SHAPE));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public String toString() {
    return "Credentials";
  }
}
