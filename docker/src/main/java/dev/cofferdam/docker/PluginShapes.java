package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXTS;

/** What a plugin is given. */
final class PluginShapes {
  private PluginShapes() {}

  private static final Shape PRIVILEGE =
      Shape.of(
          "PluginPrivilege",
          weighed("Name", TEXT),
          harmless("Description", TEXT),
          weighed("Value", TEXTS));

  static final Type PRIVILEGES = Types.list(PRIVILEGE);
}
