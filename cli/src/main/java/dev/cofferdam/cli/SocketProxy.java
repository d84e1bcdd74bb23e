package dev.cofferdam.cli;

import dev.cofferdam.docker.Route;
import java.util.List;
import java.util.Optional;

/**
 * A proxy in front of the engine's socket that decides by method and path alone, as its variables
 * tell it to.
 */
interface SocketProxy {
  /** The kinds that are known. */
  enum Kind {
    /** github.com/Tecnativa/docker-socket-proxy. */
    TECNATIVA,
    /** github.com/linuxserver/docker-socket-proxy, which was made from it. */
    LINUXSERVER,
    /** github.com/wollomatic/socket-proxy and what works like it. */
    REGEXP
  }

  /**
   * @param variables through which it passes, for instance {@code CONTAINERS=1 and POST=1}
   */
  record Passed(Route route, String variables) {}

  /** Whether a request of this route passes. */
  Optional<Passed> passes(Route route);

  /** What to know about the variables themselves. */
  List<String> notes();

  /** Directories of the host that containers may mount; empty where the proxy does not look. */
  List<String> mounts();

  /**
   * @throws IllegalArgumentException with a sentence, where a variable cannot be understood
   */
  static SocketProxy of(Kind kind, ProxyVariables variables) {
    return switch (kind) {
      case TECNATIVA, LINUXSERVER -> new HaproxyProxy(kind, variables);
      case REGEXP -> new RegexpProxy(variables);
    };
  }

  /** Which one these variables are for. */
  static Kind kindOf(ProxyVariables variables) {
    if (variables.all().keySet().stream().anyMatch(name -> name.startsWith("SP_ALLOW"))) {
      return Kind.REGEXP;
    }
    return variables.image().contains("linuxserver") ? Kind.LINUXSERVER : Kind.TECNATIVA;
  }
}
