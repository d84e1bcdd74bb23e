package dev.cofferdam.docker;

import java.util.List;
import java.util.Optional;

/** The objects that the query of a build names. */
public final class BuildQuery {
  private BuildQuery() {}

  /** Images whose layers are taken where they fit. */
  public static List<String> cacheFrom(Query query) {
    return QueryJson.words(query.text("cachefrom"));
  }

  /** The container whose network the commands of a build have. */
  public static Optional<String> joinedContainer(Query query) {
    return query
        .text("networkmode")
        .flatMap(mode -> ContainerReference.ofMode(mode, "networkmode"));
  }

  /** The value of {@code networkmode} for a container. */
  public static String networkOf(String containerId) {
    return ContainerReference.mode(containerId);
  }

  /** The network that somebody made and the commands of a build are attached to. */
  public static Optional<String> network(Query query) {
    return query
        .text("networkmode")
        .filter(mode -> ContainerReference.ofMode(mode, "networkmode").isEmpty())
        .filter(CreateReferences::isUserDefined);
  }
}
