package dev.cofferdam.cli;

import dev.cofferdam.docker.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The proxies that are a configuration of HAProxy: one variable for each part of the API, and
 * {@code POST} for everything that is no GET or HEAD.
 *
 * <p>Their paths are compared by their beginnings and without regard to case, in this order (their
 * haproxy.cfg): Tecnativa's refuses by method first, LinuxServer's lets {@code ALLOW_…} through
 * before that.
 */
final class HaproxyProxy implements SocketProxy {
  private static final String NAME = "/containers/[a-zA-Z0-9_.-]+/";

  private static final Map<String, String> POWERS = new LinkedHashMap<>();
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

  static {
    POWERS.put("ALLOW_RESTARTS", NAME + "((stop)|(restart)|(kill))");
    POWERS.put("ALLOW_START", NAME + "start");
    POWERS.put("ALLOW_STOP", NAME + "stop");
    for (String section :
        ("auth build commit configs containers distribution events exec grpc images info networks"
                + " nodes _ping plugins secrets services session swarm system tasks version"
                + " volumes")
            .split(" ")) {
      String variable = section.replace("_", "").toUpperCase(java.util.Locale.ROOT);
      SECTIONS.put(variable, "/" + section);
    }
  }

  private static final Set<String> ON_BY_ITSELF = Set.of("EVENTS", "PING", "VERSION");

  /** They say nothing about requests. */
  private static final Set<String> OTHER =
      Set.of("LOG_LEVEL", "SOCKET_PATH", "DISABLE_IPV6", "BIND_CONFIG", "TZ", "PUID", "PGID");

  private final Kind kind;
  private final Map<String, String> values;
  private final Map<String, String> powers = new LinkedHashMap<>(POWERS);

  HaproxyProxy(Kind kind, ProxyVariables variables) {
    this.kind = kind;
    this.values = variables.all();
    if (kind == Kind.LINUXSERVER) {
      powers.put("ALLOW_PAUSE", NAME + "pause");
      powers.put("ALLOW_UNPAUSE", NAME + "unpause");
    }
  }

  /** HAProxy's {@code -m bool} reads a number: {@code true} is 0. */
  private boolean isOn(String variable) {
    String value = values.getOrDefault(variable, ON_BY_ITSELF.contains(variable) ? "1" : "0");
    return value.matches("[0-9]+") && !value.matches("0+");
  }

  @Override
  public Optional<Passed> passes(Route route) {
    boolean reads = route.method() == Route.Method.GET || route.method() == Route.Method.HEAD;
    Optional<String> power = matching(powers, route);
    if (kind == Kind.LINUXSERVER && power.isPresent()) {
      return power.map(variable -> passed(route, variable, true));
    }
    if (!reads && !isOn("POST")) {
      return Optional.empty();
    }
    return power.or(() -> matching(SECTIONS, route)).map(v -> passed(route, v, reads));
  }

  private static Passed passed(Route route, String variable, boolean alone) {
    return new Passed(route, variable + (alone ? "=1" : "=1 and POST=1"));
  }

  private Optional<String> matching(Map<String, String> paths, Route route) {
    String prefix = kind == Kind.TECNATIVA ? "^(/v[\\d.]+)?(/\\w+)?" : "^(/v[\\d.]+)?";
    String sample = Questions.sample(route);
    for (Map.Entry<String, String> each : paths.entrySet()) {
      Pattern pattern = Pattern.compile(prefix + each.getValue(), Pattern.CASE_INSENSITIVE);
      if (isOn(each.getKey()) && pattern.matcher(sample).lookingAt()) {
        return Optional.of(each.getKey());
      }
    }
    return Optional.empty();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    values.forEach((name, value) -> {
      boolean known = name.equals("POST") || SECTIONS.containsKey(name) || powers.containsKey(name);
      if (!known && !OTHER.contains(name)) {
        notes.add(name + " is no variable of this proxy: it was not converted");
      } else if (known && !value.matches("[0-9]+")) {
        notes.add(name + "=" + value + ": the proxy reads numbers only, so this switches it off");
      }
    });
    for (String power : powers.keySet()) {
      if (kind == Kind.TECNATIVA && isOn(power) && !isOn("POST")) {
        notes.add(
            power
                + "=1 lets nothing through without POST=1 (it does in LinuxServer's proxy: --proxy"
                + " linuxserver)");
      }
    }
    return notes;
  }

  @Override
  public List<String> mounts() {
    return List.of();
  }
}
