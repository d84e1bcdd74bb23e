package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The table of every route that the Engine API has, from version 1.24 to 1.56, the ones that its
 * documents leave out included. What is not here is refused.
 */
public final class Routes {
  private static final List<Route> ALL = table();
  private static final RouteIndex INDEX = new RouteIndex(ALL);

  private Routes() {}

  public static List<Route> all() {
    return ALL;
  }

  static RouteIndex index() {
    return INDEX;
  }

  private static List<Route> table() {
    List<Route> all = new ArrayList<>();
    all.addAll(EngineRoutes.all());
    all.addAll(ContainerRoutes.all());
    all.addAll(ImageRoutes.all());
    all.addAll(SwarmRoutes.all());
    return Collections.unmodifiableList(all);
  }
}
