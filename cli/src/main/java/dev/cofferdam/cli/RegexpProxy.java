package dev.cofferdam.cli;

import dev.cofferdam.docker.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The proxies that have regular expressions for each method: {@code SP_ALLOW_GET}, {@code
 * -allowGET=}. What has none is refused. An expression has to fit the whole path, the version of
 * the API included.
 */
final class RegexpProxy implements SocketProxy {
  private static final Pattern ALLOW = Pattern.compile("SP_ALLOW_([A-Z]+)(_[A-Za-z0-9_]+)?");
  private static final Set<String> OTHER =
      Set.of(
          "SP_ALLOWFROM",
          "SP_ALLOWHEALTHCHECK",
          "SP_ALLOWBINDMOUNTFROM",
          "SP_LISTENIP",
          "SP_LOGJSON",
          "SP_LOGLEVEL",
          "SP_PROXYPORT",
          "SP_PROXYCONTAINERNAME",
          "SP_PROXYSOCKETENDPOINT",
          "SP_PROXYSOCKETENDPOINTFILEMODE",
          "SP_SHUTDOWNGRACETIME",
          "SP_SOCKETPATH",
          "SP_STOPONWATCHDOG",
          "SP_WATCHDOGINTERVAL");

  /** Names that nobody would write into an expression. */
  private static final List<String> NEUTRAL = List.of("0".repeat(64), "xq7", "xq7-1");

  /** More than any honest expression takes for a path. */
  private static final int MOST_STEPS = 100_000;

  private record Expression(String variable, Pattern pattern, String source) {}

  private final ProxyVariables variables;
  private final Map<String, List<Expression>> byMethod = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  RegexpProxy(ProxyVariables variables) {
    this.variables = variables;
    variables
        .all()
        .forEach((name, value) -> {
          Matcher allow = ALLOW.matcher(name);
          if (allow.matches() && !value.isEmpty()) {
            byMethod
                .computeIfAbsent(allow.group(1), _ -> new ArrayList<>())
                .add(new Expression(name, compiled(name, value), value));
          } else if (!OTHER.contains(name)) {
            notes.add(name + " is no variable of this proxy: it was not converted");
          }
        });
    byMethod.keySet().stream()
        .filter(method -> !isMethod(method))
        .forEach(method -> notes.add("the Engine API has no method " + method));
  }

  private static boolean isMethod(String method) {
    return java.util.Arrays.stream(Route.Method.values()).anyMatch(m -> m.name().equals(method));
  }

  /** Anchored as the proxy does it: {@code ^} and {@code $} are put around the text, no group. */
  private static Pattern compiled(String name, String value) {
    try {
      return Pattern.compile("^" + value.replace("(?P<", "(?<") + "$");
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          name + " is no regular expression: " + e.getDescription() + " in " + value, e);
    }
  }

  @Override
  public Optional<Passed> passes(Route route) {
    for (Expression each : byMethod.getOrDefault(route.method().name(), List.of())) {
      if (NEUTRAL.stream().anyMatch(name -> fits(each, route, name))) {
        return Optional.of(new Passed(route, each.variable() + "=" + each.source()));
      }
    }
    return Optional.empty();
  }

  private static boolean fits(Expression expression, Route route, String name) {
    String path = route.template().replaceAll("\\{[^}]*}", Matcher.quoteReplacement(name));
    List<String> paths = new ArrayList<>(List.of(path));
    int oldest = RequestResources.ACCEPTED.oldest().minor();
    int newest = RequestResources.ACCEPTED.newest().minor();
    for (int minor = oldest; route.versioned() && minor <= newest; minor++) {
      paths.add("/v1." + minor + path);
    }
    return paths.stream().anyMatch(each -> find(expression, each));
  }

  private static boolean find(Expression expression, String path) {
    try {
      return expression.pattern().matcher(new Counted(path, new AtomicInteger())).find();
    } catch (TooLong | StackOverflowError tooLong) {
      throw new IllegalArgumentException(
          expression.variable() + " takes too long to compare: " + expression.source(), tooLong);
    }
  }

  @Override
  public List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    for (List<Expression> expressions : byMethod.values()) {
      expressions.forEach(each -> all.addAll(onlySomeNames(each)));
    }
    return all;
  }

  /**
   * Routes that pass with a name that stands in the expression and not with any: these are left to
   * a person, who knows whether a container or an image is meant.
   */
  private List<String> onlySomeNames(Expression expression) {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    List<String> words =
        Pattern.compile("[^A-Za-z0-9_.-]+")
            .splitAsStream(expression.source())
            .filter(word -> word.matches("[A-Za-z0-9][A-Za-z0-9_.-]*"))
            .distinct()
            .limit(64)
            .toList();
    for (Route route : dev.cofferdam.docker.Routes.all()) {
      if (route.arguments().isEmpty()
          || !expression.variable().matches("SP_ALLOW_" + route.method() + "(_.*)?")
          || passes(route).isPresent()
          || isFixed(route, words)) {
        continue;
      }
      words.stream()
          .filter(word -> fits(expression, route, word))
          .forEach(word ->
              found.computeIfAbsent(route.toString(), _ -> new LinkedHashSet<>()).add(word));
    }
    return found.entrySet().stream()
        .map(each ->
            "%s lets %s through for some names only (%s): write a rule with a selector for it"
                .formatted(
                    expression.variable(), each.getKey(), String.join(", ", each.getValue())))
        .toList();
  }

  /** {@code /containers/json} is a route of its own and not a container called json. */
  private static boolean isFixed(Route route, List<String> words) {
    return words.stream()
        .anyMatch(word ->
            dev.cofferdam.docker.Routes.all().stream()
                .anyMatch(other ->
                    other.arguments().isEmpty()
                        && other.method() == route.method()
                        && other
                            .template()
                            .equals(route.template().replaceAll("\\{[^}]*}", word))));
  }

  @Override
  public List<String> mounts() {
    String from = variables.all().getOrDefault("SP_ALLOWBINDMOUNTFROM", "");
    return Pattern.compile(",").splitAsStream(from).filter(path -> path.startsWith("/")).toList();
  }

  /** A path that can only be looked at so often: Java's expressions may take exponential time. */
  private record Counted(String text, AtomicInteger steps) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (steps.incrementAndGet() > MOST_STEPS) {
        throw new TooLong();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.substring(start, end), steps);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
