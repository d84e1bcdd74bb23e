package dev.cofferdam.docker;

import java.util.Map;

/**
 * What the references of a request turned out to be, by the strings of {@link References}.
 *
 * @param containers full ids of 64 hexadecimal digits; each reference must be there
 * @param hostPaths absolute paths without symbolic links; each path must be there
 * @param networks names or ids to write instead; one that is missing stays as it is. A reference to
 *     a predefined network (host, none, bridge) by its id has to be given its name here.
 * @param swarm the references of {@link References.Swarm}; each must be there
 */
public record Resolution(
    Map<String, String> containers,
    Map<String, String> hostPaths,
    Map<String, String> networks,
    Swarm swarm) {
  public Resolution {
    containers = Map.copyOf(containers);
    hostPaths = Map.copyOf(hostPaths);
    networks = Map.copyOf(networks);
  }

  /** Of a body that names nothing of a swarm. */
  public Resolution(
      Map<String, String> containers, Map<String, String> hostPaths, Map<String, String> networks) {
    this(containers, hostPaths, networks, Swarm.NONE);
  }

  /** An object of a swarm. */
  public record Named(String id, String name) {}

  /** Objects of a swarm by what the client wrote. */
  public record Swarm(
      Map<String, Named> networks, Map<String, Named> secrets, Map<String, Named> configs) {
    static final Swarm NONE = new Swarm(Map.of(), Map.of(), Map.of());

    public Swarm {
      networks = Map.copyOf(networks);
      secrets = Map.copyOf(secrets);
      configs = Map.copyOf(configs);
    }

    Named network(String reference) {
      return known(networks, reference);
    }

    Named secret(String reference) {
      return known(secrets, reference);
    }

    Named config(String reference) {
      return known(configs, reference);
    }

    private static Named known(Map<String, Named> objects, String reference) {
      Named named = objects.get(reference);
      if (named == null || named.id().isEmpty()) {
        throw new IllegalArgumentException("no object of a swarm for " + Shown.text(reference));
      }
      return named;
    }
  }

  String container(String reference) {
    String id = containers.get(reference);
    if (id == null || !Names.isFullId(id)) {
      throw new IllegalArgumentException("no full id for the container " + Shown.text(reference));
    }
    return id;
  }

  String hostPath(String path) {
    String resolved = hostPaths.get(path);
    if (resolved == null || !resolved.startsWith("/")) {
      throw new IllegalArgumentException("no resolved path for " + Shown.text(path));
    }
    return resolved;
  }

  String network(String reference) {
    return networks.getOrDefault(reference, reference);
  }
}
