package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One method and path of the Engine API and what they mean.
 *
 * @param template the path without version, arguments in braces: {@code /containers/{id}/json}
 * @param operation what it does; see {@link ApiCall#operation} for the one route that does two
 * @param subject what the first argument of the path names
 */
public record Route(
    Method method,
    String template,
    Operation operation,
    Subject subject,
    Body body,
    Takeover takeover,
    Answer answer,
    List<Parameter> parameters) {

  /** The methods that the Engine API uses. */
  public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    DELETE,
    OPTIONS;

    static Optional<Method> of(String name) {
      return switch (name) {
        case "GET" -> Optional.of(GET);
        case "HEAD" -> Optional.of(HEAD);
        case "POST" -> Optional.of(POST);
        case "PUT" -> Optional.of(PUT);
        case "DELETE" -> Optional.of(DELETE);
        case "OPTIONS" -> Optional.of(OPTIONS);
        default -> Optional.empty();
      };
    }
  }

  public Route {
    parameters = List.copyOf(parameters);
  }

  static Route get(String template, Operation operation) {
    return plain(Method.GET, template, operation);
  }

  static Route post(String template, Operation operation) {
    return plain(Method.POST, template, operation);
  }

  static Route delete(String template, Operation operation) {
    return plain(Method.DELETE, template, operation);
  }

  static Route plain(Method method, String template, Operation operation) {
    return new Route(
        method,
        template,
        operation,
        Subject.NONE,
        Body.NONE,
        Takeover.NEVER,
        Answer.DOCUMENT,
        List.of());
  }

  Route on(Subject kind) {
    return new Route(method, template, operation, kind, body, takeover, answer, parameters);
  }

  Route with(Body kind) {
    return new Route(method, template, operation, subject, kind, takeover, answer, parameters);
  }

  Route becomes(Takeover kind) {
    return new Route(method, template, operation, subject, body, kind, Answer.STREAM, parameters);
  }

  Route streams() {
    return new Route(
        method, template, operation, subject, body, takeover, Answer.STREAM, parameters);
  }

  Route takes(Parameter... names) {
    return new Route(method, template, operation, subject, body, takeover, answer, List.of(names));
  }

  /**
   * Whether the path exists below {@code /v1.NN}. The engine has {@code /debug} only at the root,
   * and {@code *} is no path at all.
   */
  public boolean versioned() {
    return !template.equals("*") && !template.startsWith("/debug/");
  }

  /** Names of the arguments in the path, in their order. */
  public List<String> arguments() {
    List<String> names = new ArrayList<>(2);
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', open + 1)) {
      names.add(template.substring(open + 1, template.indexOf('}', open)));
    }
    return List.copyOf(names);
  }

  /** Place of a parameter in {@link #parameters}, -1 if the route has none of that name. */
  int indexOf(String parameter) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(parameter)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code GET /containers/{id}/json}. */
  @Override
  public String toString() {
    return method + " " + template;
  }
}
