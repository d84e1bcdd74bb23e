package dev.cofferdam.docker;

import java.util.Collection;
import java.util.List;

/**
 * Which images a rule is about.
 *
 * <ul>
 *   <li>{@code foobar} is exactly {@code docker.io/library/foobar:latest}, {@code foobar:1.2} that
 *       tag. A digest says what is run whatever the tag says, so neither covers {@code
 *       foobar:1.2@sha256:…}.
 *   <li>{@code foobar:*} is any tag, {@code foobar@*} any digest (with or without a tag), {@code
 *       foobar@sha256:…} that one. A tag pattern may have stars: {@code foobar:1.*}.
 *   <li>In a name a star stands for any characters within one component, {@code **} for one or more
 *       whole components. A name with stars and no tag or digest covers every tag and digest:
 *       {@code registry.example:5000/team/*}, {@code docker.io/**}.
 *   <li>{@code **} is every image, those that are known by their id only included.
 *   <li>{@code sha256:…} in full is that image.
 * </ul>
 *
 * <p>Defaults are added as in a reference: {@code team/*} is below {@code docker.io}, and {@code *}
 * is {@code docker.io/library/*}.
 */
public final class ImagePattern {
  private static final String EVERY = "**";

  private final String text;
  private final List<String> components;
  private final String tag;
  private final String digest;
  private final Kind kind;

  private enum Kind {
    EVERY,
    ID,
    /** A name with stars and neither tag nor digest: all of them. */
    OPEN_NAME,
    REFERENCE
  }

  private ImagePattern(String text, List<String> components, String tag, String digest, Kind kind) {
    this.text = text;
    this.components = components;
    this.tag = tag;
    this.digest = digest;
    this.kind = kind;
  }

  /**
   * @throws BadRequest with a sentence about what is wrong
   */
  public static ImagePattern parse(String text) {
    if (text.equals(EVERY)) {
      return new ImagePattern(text, List.of(), "", "", Kind.EVERY);
    }
    if (ReferenceGrammar.isDigest(text)) {
      return new ImagePattern(text, List.of(), "", "", Kind.ID);
    }
    int at = text.indexOf('@');
    String digest = at < 0 ? "" : text.substring(at + 1);
    String named = at < 0 ? text : text.substring(0, at);
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    String tag = colon < 0 ? "" : named.substring(colon + 1);
    String name = colon < 0 ? named : named.substring(0, colon);
    if (at >= 0 && !digest.equals("*") && !ReferenceGrammar.isDigest(digest)) {
      throw invalid(text, "after @ comes * or a whole digest");
    }
    if (colon >= 0 && (tag.isEmpty() || !ReferenceGrammar.isTag(tag.replace('*', 'x')))) {
      throw invalid(text, "after : comes a tag, which may have stars");
    }
    boolean bare = at < 0 && colon < 0;
    Kind kind = bare && name.indexOf('*') >= 0 ? Kind.OPEN_NAME : Kind.REFERENCE;
    return new ImagePattern(text, components(text, name), bare ? "latest" : tag, digest, kind);
  }

  private static List<String> components(String text, String name) {
    boolean everywhere = name.startsWith("**/");
    int slash = name.indexOf('/');
    boolean hasDomain = slash >= 0 && ReferenceGrammar.looksLikeDomain(name.substring(0, slash));
    String full = name;
    if (name.startsWith("index.docker.io/")) {
      full = name.substring("index.".length());
    } else if (!everywhere && !hasDomain) {
      full = "docker.io/" + name;
    }
    if (full.startsWith("docker.io/") && full.indexOf('/', 10) < 0 && !full.endsWith("/**")) {
      full = "docker.io/library/" + full.substring(10);
    }
    List<String> components = List.of(full.split("/", -1));
    for (int i = 0; i < components.size(); i++) {
      String component = components.get(i);
      String plain = component.replaceAll("\\*+", "x");
      boolean domain = i == 0 && !component.equals(EVERY);
      if (!component.equals(EVERY) && component.contains(EVERY)) {
        throw invalid(text, "** stands for whole components");
      }
      if (domain ? !ReferenceGrammar.isDomain(plain) : !isLoosePath(component)) {
        throw invalid(text, "names are lower-case letters, digits, . _ - and stars");
      }
    }
    return components;
  }

  private static boolean isLoosePath(String component) {
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (!Names.isLowerAlphanumeric(c) && "._-*".indexOf(c) < 0) {
        return false;
      }
    }
    // A star may stand where a separator would be dangling: `web-*`. Without one, all rules hold.
    return component.indexOf('*') >= 0 || ReferenceGrammar.isPath(component);
  }

  private static BadRequest invalid(String text, String rule) {
    return new BadRequest(BadRequest.quoted(text) + " is no image pattern: " + rule);
  }

  /** Whether any of the names that an image is known by, normalised, fits. */
  public boolean matches(Collection<String> names) {
    return switch (kind) {
      case EVERY -> true;
      case ID -> names.contains(text);
      case OPEN_NAME, REFERENCE -> names.stream().anyMatch(this::matchesName);
    };
  }

  private boolean matchesName(String name) {
    try {
      return !ImageReference.mayBeId(name) && matches(ImageReference.parse(name));
    } catch (BadRequest noReference) {
      return false; // `<none>@<none>`, which engines report for images without a name
    }
  }

  /** Whether one reference fits. */
  public boolean matches(ImageReference reference) {
    return switch (kind) {
      case EVERY -> true;
      case ID -> false;
      case OPEN_NAME -> matchesComponents(reference);
      case REFERENCE -> matchesVersion(reference) && matchesComponents(reference);
    };
  }

  private boolean matchesComponents(ImageReference reference) {
    return fits(components, reference.name().split("/", -1), 0, 0);
  }

  /**
   * A pattern with a digest is about references with one, a pattern without about those without.
   */
  private boolean matchesVersion(ImageReference reference) {
    if (digest.isEmpty() || reference.digest().isEmpty()) {
      return digest.equals(reference.digest()) && fits(tag, reference.tag());
    }
    return digest.equals(reference.digest())
        || (digest.equals("*") && (tag.isEmpty() || fits(tag, reference.tag())));
  }

  private static boolean fits(List<String> pattern, String[] name, int p, int n) {
    if (p == pattern.size()) {
      return n == name.length;
    }
    if (n == name.length) {
      return false;
    }
    if (pattern.get(p).equals(EVERY)) {
      return fits(pattern, name, p + 1, n + 1) || fits(pattern, name, p, n + 1);
    }
    return fits(pattern.get(p), name[n]) && fits(pattern, name, p + 1, n + 1);
  }

  /** A star is any run of characters; the last star seen is the only one ever tried again. */
  private static boolean fits(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImagePattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The pattern as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
