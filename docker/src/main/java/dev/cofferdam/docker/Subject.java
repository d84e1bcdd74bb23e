package dev.cofferdam.docker;

import java.util.Locale;

/** What kind of object the argument in a route's path names. */
public enum Subject {
  NONE,
  CONTAINER,
  EXEC,
  IMAGE,
  VOLUME,
  NETWORK,
  PLUGIN,
  NODE,
  SERVICE,
  TASK,
  SECRET,
  CONFIG;

  /** The name in records and messages, for instance {@code service}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Image and plugin names hold slashes, so their argument may span several segments. */
  boolean spansSegments() {
    return this == IMAGE || this == PLUGIN;
  }

  /** Whether a text can name such an object, by Docker's own grammar. */
  public boolean accepts(String text) {
    return switch (this) {
      case IMAGE, PLUGIN -> ImageReference.isReferenceOrId(text);
      case EXEC -> Names.isFullId(text);
      case NETWORK -> Names.isNetwork(text);
      case NONE, CONTAINER, VOLUME, NODE, SERVICE, TASK, SECRET, CONFIG -> Names.isPlain(text);
    };
  }
}
