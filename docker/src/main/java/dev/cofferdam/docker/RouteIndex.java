package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes by method and path segments.
 *
 * <p>The engine tries its patterns in the order in which they were registered, and most of its
 * arguments are {@code .*}. Ours hold no slash, except names of images and plugins; for those the
 * last segment decides, as it does there: {@code /images/json/json} inspects the image {@code
 * json}, {@code /images/a/get/history} tells the history of {@code a/get}. A fixed segment wins
 * over an argument, and no path fits two routes in any other way: the constructor refuses such a
 * table.
 */
final class RouteIndex {
  /** The path of {@code OPTIONS *}: no segment of a request can hold a slash. */
  static final List<String> ASTERISK = List.of("/*");

  /** A route and the arguments that a path has for it. */
  record Match(Route route, List<String> arguments) {}

  /**
   * @param places of the arguments among the template's segments
   * @param tail fixed segments behind an argument that spans several, -1 if none does
   */
  private record Leaf(Route route, List<Integer> places, int tail) {
    List<String> arguments(List<String> path) {
      if (places.isEmpty()) {
        return List.of();
      }
      int first = places.getFirst();
      if (tail >= 0) {
        return List.of(String.join("/", path.subList(first, path.size() - tail)));
      }
      return places.size() == 1
          ? List.of(path.get(first))
          : List.of(path.get(first), path.get(places.getLast()));
    }
  }

  private static final class Node {
    final Map<String, Node> fixed = new HashMap<>();
    final Map<String, Leaf> spanning = new HashMap<>();
    @Nullable Node argument;
    @Nullable Leaf spanningToEnd;
    @Nullable Leaf end;
  }

  private final Map<Route.Method, Node> roots = new EnumMap<>(Route.Method.class);

  RouteIndex(List<Route> routes) {
    for (Route.Method method : Route.Method.values()) {
      roots.put(method, new Node());
    }
    routes.forEach(this::add);
  }

  @Nullable Match find(Route.Method method, List<String> path) {
    Node root = roots.get(method);
    Leaf leaf = root == null ? null : find(root, path, 0);
    return leaf == null ? null : new Match(leaf.route(), leaf.arguments(path));
  }

  private static @Nullable Leaf find(Node node, List<String> path, int at) {
    int left = path.size() - at;
    if (left == 0) {
      return node.end;
    }
    Node fixed = node.fixed.get(path.get(at));
    Leaf found = fixed == null ? null : find(fixed, path, at + 1);
    if (found == null && node.argument != null && !path.get(at).isEmpty()) {
      found = find(node.argument, path, at + 1);
    }
    if (found == null && left > 1) {
      found = node.spanning.get(path.getLast());
    }
    return found == null && !path.getLast().isEmpty() ? node.spanningToEnd : found;
  }

  private void add(Route route) {
    List<String> segments =
        route.template().equals("*") ? ASTERISK : RequestTarget.segments(route.template());
    List<Integer> places = new ArrayList<>();
    Node node = roots.computeIfAbsent(route.method(), _ -> new Node());
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (!segment.startsWith("{")) {
        node = node.fixed.computeIfAbsent(segment, _ -> new Node());
        continue;
      }
      places.add(i);
      if (route.subject().spansSegments()) {
        addSpanning(node, new Leaf(route, places, segments.size() - 1 - i), segments);
        return;
      }
      Node next = node.argument == null ? new Node() : node.argument;
      node.argument = next;
      node = next;
    }
    node.end = only(node.end, new Leaf(route, List.copyOf(places), -1));
  }

  private static void addSpanning(Node node, Leaf leaf, List<String> segments) {
    switch (leaf.tail()) {
      case 0 -> node.spanningToEnd = only(node.spanningToEnd, leaf);
      case 1 ->
          node.spanning.put(segments.getLast(), only(node.spanning.get(segments.getLast()), leaf));
      default -> throw new IllegalArgumentException(leaf.route() + " has too long a tail");
    }
  }

  private static Leaf only(@Nullable Leaf present, Leaf leaf) {
    if (present != null) {
      throw new IllegalArgumentException(
          present.route() + " and " + leaf.route() + " are the same");
    }
    return leaf;
  }
}
