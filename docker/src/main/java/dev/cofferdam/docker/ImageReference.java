package dev.cofferdam.docker;

/**
 * The name of an image with every default written out: {@code foobar} is {@code
 * docker.io/library/foobar:latest}. Two references are equal when their normalised forms are.
 *
 * <p>Ids are not references: 64 hexadecimal digits and {@code sha256:…} are refused by {@link
 * #parse} and recognised by {@link #mayBeId}. A short name such as {@code cafe} may be either; the
 * engine takes it as a name first.
 */
public final class ImageReference {
  private static final String DEFAULT_DOMAIN = "docker.io";
  private static final String DEFAULT_DOMAIN_ALIAS = "index.docker.io";
  private static final String OFFICIAL = "library/";
  private static final String DEFAULT_TAG = "latest";
  private static final String ID_PREFIX = "sha256:";

  private final String domain;
  private final String path;
  private final String tag;
  private final String digest;
  private final boolean nameOnly;

  private ImageReference(String domain, String path, String tag, String digest) {
    this.domain = domain;
    this.path = path;
    this.nameOnly = tag.isEmpty() && digest.isEmpty();
    this.tag = nameOnly ? DEFAULT_TAG : tag;
    this.digest = digest;
  }

  /**
   * @throws BadRequest saying which part breaks which rule
   */
  public static ImageReference parse(String text) {
    if (isFullIdOrPrefixed(text)) {
      throw new BadRequest(BadRequest.quoted(text) + " is an image's id, not a name");
    }
    int at = text.indexOf('@');
    String digest = at < 0 ? "" : text.substring(at + 1);
    if (at >= 0 && !ReferenceGrammar.isDigest(digest)) {
      throw invalid(text, "the digest after @ has to be sha256: and 64 lower-case digits");
    }
    String named = at < 0 ? text : text.substring(0, at);
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    String tag = colon < 0 ? "" : named.substring(colon + 1);
    if (colon >= 0 && !ReferenceGrammar.isTag(tag)) {
      throw invalid(text, "the tag after : is up to 128 letters, digits and _ . -");
    }
    return of(text, colon < 0 ? named : named.substring(0, colon), tag, digest);
  }

  /**
   * The reference that {@code images/create} means by its parameters {@code fromImage} and {@code
   * tag}; the second may hold a digest, is empty for none, and replaces what the first has.
   */
  public static ImageReference parse(String name, String tagOrDigest) {
    ImageReference reference = parse(name);
    if (tagOrDigest.isEmpty()) {
      return reference;
    }
    if (ReferenceGrammar.isDigest(tagOrDigest)) {
      return new ImageReference(reference.domain, reference.path, "", tagOrDigest);
    }
    if (!reference.digest.isEmpty()) {
      throw new BadRequest(BadRequest.quoted(name) + " has a digest: it takes no other tag");
    }
    if (!ReferenceGrammar.isTag(tagOrDigest)) {
      throw new BadRequest(
          BadRequest.quoted(tagOrDigest)
              + " is no tag (up to 128 letters, digits and _ . -) and no digest");
    }
    return new ImageReference(reference.domain, reference.path, tagOrDigest, "");
  }

  /** Whether the engine could take a text for an image's id or the beginning of one. */
  public static boolean mayBeId(String text) {
    boolean prefixed = text.startsWith(ID_PREFIX);
    int from = prefixed ? ID_PREFIX.length() : 0;
    return text.length() - from <= Names.ID_LENGTH && Names.isHex(text, from, text.length());
  }

  static boolean isReferenceOrId(String text) {
    if (mayBeId(text)) {
      return true;
    }
    try {
      parse(text);
      return true;
    } catch (BadRequest refused) {
      return false;
    }
  }

  private static boolean isFullIdOrPrefixed(String text) {
    return mayBeId(text) && (text.startsWith(ID_PREFIX) || text.length() == Names.ID_LENGTH);
  }

  private static ImageReference of(String text, String name, String tag, String digest) {
    int slash = name.indexOf('/');
    boolean hasDomain = slash >= 0 && ReferenceGrammar.looksLikeDomain(name.substring(0, slash));
    String domain = hasDomain ? name.substring(0, slash) : DEFAULT_DOMAIN;
    String path = hasDomain ? name.substring(slash + 1) : name;
    if (domain.equals(DEFAULT_DOMAIN_ALIAS)) {
      domain = DEFAULT_DOMAIN;
    }
    if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) {
      path = OFFICIAL + path;
    }
    if (!ReferenceGrammar.isDomain(domain)) {
      throw invalid(text, "the registry before the first / has to be a lower-case host and port");
    }
    if (!ReferenceGrammar.isPath(path)) {
      throw invalid(
          text, "a name is lower-case letters and digits with single . _ or dashes between");
    }
    if (Names.isFullId(name)) {
      throw invalid(text, "64 hexadecimal digits are an id, not a name");
    }
    if (domain.length() + 1 + path.length() > ReferenceGrammar.LONGEST_NAME) {
      throw invalid(text, "the name is longer than 255 characters");
    }
    return new ImageReference(domain, path, tag, digest);
  }

  private static BadRequest invalid(String text, String rule) {
    return new BadRequest(BadRequest.quoted(text) + " is no image reference: " + rule);
  }

  /** The registry, for instance {@code docker.io} or {@code registry.example:5000}. */
  public String domain() {
    return domain;
  }

  /** The name within the registry, for instance {@code library/foobar}. */
  public String path() {
    return path;
  }

  /** The tag, {@code latest} where none was given; empty where only a digest was. */
  public String tag() {
    return tag;
  }

  /** {@code sha256:…}, or empty. It decides what is run, whatever the tag says. */
  public String digest() {
    return digest;
  }

  /** Whether neither tag nor digest was given: engines before 28 pull every tag then. */
  public boolean nameOnly() {
    return nameOnly;
  }

  /** Registry and path: {@code docker.io/library/foobar}. */
  public String name() {
    return domain + "/" + path;
  }

  /** Everything written out: {@code docker.io/library/foobar:latest}. */
  public String normalised() {
    return name() + suffix(tag);
  }

  /** As short as a person would write it: {@code foobar}, {@code team/app:1.2}. */
  public String familiar() {
    String suffix = suffix(tag.equals(DEFAULT_TAG) && digest.isEmpty() ? "" : tag);
    String text = familiarName() + suffix;
    // A repository that is called `sha256`, or by 64 digits, would read as an id.
    return isFullIdOrPrefixed(text) ? name() + suffix : text;
  }

  private String familiarName() {
    if (!domain.equals(DEFAULT_DOMAIN)) {
      return name();
    }
    boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
    String rest = official ? path.substring(OFFICIAL.length()) : path;
    // Without its domain `docker.io/localhost/x` would name another registry.
    int slash = rest.indexOf('/');
    boolean misread = slash >= 0 && ReferenceGrammar.looksLikeDomain(rest.substring(0, slash));
    return misread || Names.isFullId(rest) ? name() : rest;
  }

  private String suffix(String shownTag) {
    return (shownTag.isEmpty() ? "" : ":" + shownTag) + (digest.isEmpty() ? "" : "@" + digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageReference that && normalised().equals(that.normalised());
  }

  @Override
  public int hashCode() {
    return normalised().hashCode();
  }

  @Override
  public String toString() {
    return normalised();
  }
}
