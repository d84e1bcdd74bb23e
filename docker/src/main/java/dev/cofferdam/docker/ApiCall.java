package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A request line of the Engine API, understood: which route, which version, which arguments, which
 * query. What goes to the engine is written again from this by {@link #target}, so that the engine
 * reads what was decided on and nothing else.
 */
public final class ApiCall {
  private final Route route;
  private final Optional<ApiVersion> version;
  private final List<String> arguments;
  private final Query query;

  private ApiCall(Route route, Optional<ApiVersion> version, List<String> arguments, Query query) {
    this.route = route;
    this.version = version;
    this.arguments = arguments;
    this.query = query;
  }

  /**
   * @param accepted the versions that clients may ask for
   * @throws UnknownRoute if the table has no such route
   * @throws BadRequest if anything is written in a way that is not the plain one
   */
  public static ApiCall parse(String method, String requestTarget, ApiVersion.Range accepted) {
    Route.Method known =
        Route.Method.of(method)
            .orElseThrow(() ->
                new BadRequest(
                    "the Engine API has no method " + BadRequest.quoted(method) + " here"));
    if (requestTarget.equals("*") && known == Route.Method.OPTIONS) {
      return found(known, RouteIndex.ASTERISK, Optional.empty(), "");
    }
    RequestTarget target = RequestTarget.parse(requestTarget);
    List<String> path = target.path();
    Optional<ApiVersion> version = Optional.empty();
    if (isVersion(path.getFirst())) {
      version = Optional.of(version(path.getFirst(), accepted));
      path = path.subList(1, path.size());
    }
    return found(known, path, version, target.query());
  }

  private static ApiCall found(
      Route.Method method, List<String> path, Optional<ApiVersion> version, String rawQuery) {
    RouteIndex.Match match = Routes.index().find(method, path);
    if (match == null || (version.isPresent() && !match.route().versioned())) {
      throw new UnknownRoute(
          "the Engine API has no "
              + method
              + " "
              + BadRequest.quoted("/" + String.join("/", path)));
    }
    Route route = match.route();
    for (int i = 0; i < match.arguments().size(); i++) {
      check(route, i, match.arguments().get(i));
    }
    Query query = Query.parse(route, rawQuery);
    if (route.operation() == Operation.IMAGE_PULL
        && query.has("fromImage")
        && query.has("fromSrc")) {
      throw new BadRequest(route + " takes fromImage (a pull) or fromSrc (an import), not both");
    }
    return new ApiCall(route, version, match.arguments(), query);
  }

  /**
   * {@code v} and then a digit or dot: no resource is called so, and the engine reads a version.
   */
  private static boolean isVersion(String segment) {
    return segment.length() > 1
        && segment.charAt(0) == 'v'
        && (Names.isDigit(segment.charAt(1)) || segment.charAt(1) == '.');
  }

  private static ApiVersion version(String segment, ApiVersion.Range accepted) {
    ApiVersion version =
        ApiVersion.of(segment.substring(1))
            .orElseThrow(() ->
                new BadRequest(BadRequest.quoted(segment) + " is no API version: write v1.NN"));
    if (!accepted.contains(version)) {
      boolean old = version.compareTo(accepted.oldest()) < 0;
      throw new BadRequest(
          "client version "
              + version
              + (old ? " is too old" : " is too new")
              + ": versions from "
              + accepted.oldest()
              + " to "
              + accepted.newest()
              + " are accepted");
    }
    return version;
  }

  private static void check(Route route, int place, String argument) {
    // Only the first argument names the route's subject; a checkpoint's name is a plain one.
    boolean fine = place == 0 ? route.subject().accepts(argument) : Names.isPlain(argument);
    if (!fine) {
      throw new BadRequest(
          BadRequest.quoted(argument)
              + " is no valid {"
              + route.arguments().get(place)
              + "} for "
              + route);
    }
  }

  public Route route() {
    return route;
  }

  /** What the call does: the route's operation, or an import where nothing is pulled. */
  public Operation operation() {
    Operation operation = route.operation();
    return operation == Operation.IMAGE_PULL && !query.has("fromImage")
        ? Operation.IMAGE_IMPORT
        : operation;
  }

  /** The version that the client wrote; empty means the engine's own. */
  public Optional<ApiVersion> version() {
    return version;
  }

  public Query query() {
    return query;
  }

  /** An argument of the path by its name in the template: {@code id}, {@code name}. */
  public String argument(String name) {
    return arguments.get(place(name));
  }

  /** What the path names: its first argument, empty where the route has none. */
  public Optional<String> subject() {
    return route.subject() == Subject.NONE ? Optional.empty() : Optional.of(arguments.getFirst());
  }

  /** The same call about another object, for instance by the full id that a name resolved to. */
  public ApiCall withArgument(String name, String value) {
    int place = place(name);
    check(route, place, value);
    List<String> changed = new ArrayList<>(arguments);
    changed.set(place, value);
    return new ApiCall(route, version, List.copyOf(changed), query);
  }

  /** The same call with this value for a parameter, instead of what it had; empty takes it away. */
  public ApiCall withQuery(String name, String value) {
    return withQuery(name, List.of(value));
  }

  /** The same for a parameter that may be repeated. */
  public ApiCall withQuery(String name, List<String> values) {
    return new ApiCall(route, version, arguments, query.with(name, values));
  }

  /**
   * The request target for the engine, canonical.
   *
   * @param effective the version to ask the engine for: the client's, or the engine's own
   */
  public String target(ApiVersion effective) {
    StringBuilder out = new StringBuilder(96);
    if (route.versioned()) {
      out.append("/v").append(effective.major()).append('.').append(effective.minor());
    }
    String template = route.template();
    int argument = 0;
    for (int i = 0; i < template.length(); i++) {
      if (template.charAt(i) == '{') {
        Query.escape(arguments.get(argument++), out);
        i = template.indexOf('}', i);
      } else {
        out.append(template.charAt(i));
      }
    }
    query.writeTo(out);
    return out.toString();
  }

  private int place(String name) {
    int place = route.arguments().indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(route + " has no argument " + name);
    }
    return place;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ApiCall call
        && route.equals(call.route)
        && version.equals(call.version)
        && arguments.equals(call.arguments)
        && query.equals(call.query);
  }

  @Override
  public int hashCode() {
    return Objects.hash(route.template(), version, arguments, query);
  }

  /** Method, path and query as understood; without a version where the client wrote none. */
  @Override
  public String toString() {
    String versioned = target(version.orElse(new ApiVersion(1, 0)));
    boolean cut = version.isEmpty() && route.versioned();
    return route.method() + " " + (cut ? versioned.substring("/v1.0".length()) : versioned);
  }
}
