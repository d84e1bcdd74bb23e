package dev.cofferdam.cli;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Route;
import dev.cofferdam.docker.Routes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The policy that allows what a socket proxy let through, and no more than its variables say. */
final class ProxyConversion {
  private static final String ROLE = "socket-proxy";

  private final SocketProxy proxy;
  private final boolean faithful;
  private final Map<Operation, String> allowed = new EnumMap<>(Operation.class);
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param faithful whether also what the proxy let through without being told to is kept
   */
  ProxyConversion(SocketProxy proxy, boolean faithful) {
    this.proxy = proxy;
    this.faithful = faithful;
    warnings.addAll(proxy.notes());
    for (Route route : Routes.all()) {
      proxy.passes(route).ifPresent(passed -> pass(route, passed.variables()));
    }
    warn();
  }

  Set<Operation> operations() {
    return allowed.isEmpty() ? EnumSet.noneOf(Operation.class) : EnumSet.copyOf(allowed.keySet());
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void pass(Route route, String variables) {
    boolean reads = route.method() == Route.Method.GET || route.method() == Route.Method.HEAD;
    if (reads && route.operation().access() == Operation.Access.WRITE && !faithful) {
      warnings.add(
          "%s let %s through, which is %s although it is a GET: left out"
              .formatted(variables, route, route.operation().id()));
      return;
    }
    allowed.putIfAbsent(route.operation(), variables);
    if (route.operation() == Operation.IMAGE_PULL && faithful) {
      allowed.putIfAbsent(Operation.IMAGE_IMPORT, variables);
    }
  }

  private void warn() {
    if (faithful && !allowed.isEmpty()) {
      warnings.add(
          "everything is super-privileged, as it was with the proxy: whoever may create containers"
              + " is root on the host");
    }
    about(
        Operation.CONTAINER_CREATE,
        "containers with --privileged or -v /:/host, which is root on the host; here a new container"
            + " is at most baseline: add grants for what is needed");
    about(Operation.IMAGE_PULL, "imports of any archive as an image; image.import is left out");
    about(
        Operation.EXEC_START,
        "commands in every container, as any user; with --privileged they are refused here");
    about(Operation.CONTAINER_INSPECT, "the environment of every container, secrets included");
    about(Operation.CONTAINER_EXPORT, "every file of every container");
    about(Operation.IMAGE_BUILD, "commands of any Dockerfile, run by the engine");
    if (allowed.containsKey(Operation.EXEC_CREATE) && !allowed.containsKey(Operation.EXEC_START)) {
      warnings.add("exec.create is let through, exec.start is not: commands can not be run");
    }
    List<String> wide =
        allowed.keySet().stream()
            .filter(operation ->
                Questions.byItself(operation).stream()
                    .anyMatch(each -> each.tier() == Confinement.SUPER_PRIVILEGED))
            .map(Operation::id)
            .toList();
    if (!wide.isEmpty() && !faithful) {
      warnings.add(
          "super-privileged by themselves, and granted as the variables say: "
              + String.join(", ", wide));
    }
  }

  private void about(Operation operation, String what) {
    String variables = allowed.get(operation);
    if (variables != null && !faithful) {
      warnings.add("%s let through %s".formatted(variables, what));
    }
  }

  /**
   * @param subject to whom the role is bound
   */
  String policy(String subject) {
    Map<String, List<Operation>> byVariables = new LinkedHashMap<>();
    allowed.forEach((operation, variables) ->
        byVariables.computeIfAbsent(variables, _ -> new ArrayList<>()).add(operation));
    List<PolicyYaml.Rule> rules = new ArrayList<>();
    byVariables.forEach((variables, operations) -> rules.add(rule(variables, operations)));
    List<String> comments = new ArrayList<>();
    comments.add(
        "What a socket proxy let through, as a policy. The proxy saw a method and a path;");
    comments.add("narrow this by selectors, and bind it to those who need it.");
    warnings.forEach(warning -> comments.add("- " + warning));
    return PolicyYaml.text(comments, List.of(new PolicyYaml.Role(ROLE, rules, List.of(subject))));
  }

  private PolicyYaml.Rule rule(String variables, List<Operation> operations) {
    Set<String> grants = new TreeSet<>();
    if (!faithful) {
      for (Operation operation : operations) {
        Questions.byItself(operation).stream().map(Privilege::name).forEach(grants::add);
      }
      if (operations.contains(Operation.CONTAINER_CREATE)) {
        proxy
            .mounts()
            .forEach(path -> {
              String plain =
                  path.length() > 1 && path.endsWith("/")
                      ? path.substring(0, path.length() - 1)
                      : path;
              grants.add("mount:" + plain + ":rw");
              grants.add("mount:" + (plain.equals("/") ? "" : plain) + "/**:rw");
            });
      }
    }
    return new PolicyYaml.Rule(
        List.of(variables),
        operations.stream().map(Operation::id).toList(),
        PolicyYaml.Selectors.NONE,
        faithful ? Optional.of(Confinement.SUPER_PRIVILEGED) : Optional.empty(),
        List.copyOf(grants));
  }
}
