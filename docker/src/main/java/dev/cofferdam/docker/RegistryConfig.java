package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The header field {@code X-Registry-Config} of a build: credentials by registry, as JSON in
 * Base64. All of it is secret.
 *
 * <p>The engine ignores one that it cannot read; so is one that can be read in two ways here.
 */
public final class RegistryConfig {
  /** What Docker's own registry is called where credentials are kept (moby, registry/config.go). */
  private static final String INDEX = "https://index.docker.io/v1/";

  private final Map<String, Node> byRegistry;

  private RegistryConfig(Map<String, Node> byRegistry) {
    this.byRegistry = byRegistry;
  }

  public static RegistryConfig parse(String field) {
    return new RegistryConfig(entries(field));
  }

  private static Map<String, Node> entries(String field) {
    try {
      String alphabet = field.replace('+', '-').replace('/', '_').replace("=", "");
      return StrictJson.read(Base64.getUrlDecoder().decode(alphabet))
              instanceof Node.Entries(Map<String, Node> entries)
          ? entries
          : Map.of();
    } catch (IllegalArgumentException | MalformedBody unreadable) {
      return Map.of();
    }
  }

  /**
   * The value of {@code X-Registry-Auth} for a pull of this image, found as the engine finds it
   * (moby, registry/auth.go, {@code ResolveAuthConfig}); empty where there is none.
   */
  public Optional<String> authFor(ImageReference image) {
    boolean official = image.domain().equals("docker.io");
    String key = official ? INDEX : image.domain();
    Node exact = byRegistry.get(key);
    Optional<Node> found =
        exact != null
            ? Optional.of(exact)
            : byRegistry.entrySet().stream()
                .filter(entry -> host(entry.getKey()).equals(key))
                .map(Map.Entry::getValue)
                .findFirst();
    return found
        .filter(Node.Entries.class::isInstance)
        .map(CanonicalJson::write)
        .map(json -> new String(Base64.getUrlEncoder().encode(json), StandardCharsets.ISO_8859_1));
  }

  private static String host(String registry) {
    String rest = registry.replaceFirst("^https?://", "");
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  @Override
  public String toString() {
    return "RegistryConfig[" + byRegistry.size() + "]";
  }
}
