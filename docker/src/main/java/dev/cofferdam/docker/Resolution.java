package dev.cofferdam.docker;

import java.util.Map;

/**
 * What the references of a request turned out to be, by the strings of {@link References}.
 *
 * @param containers full ids of 64 hexadecimal digits; each reference must be there
 * @param hostPaths absolute paths without symbolic links; each path must be there
 * @param networks names or ids to write instead; one that is missing stays as it is. A reference to
 *     a predefined network (host, none, bridge) by its id has to be given its name here.
 */
public record Resolution(
    Map<String, String> containers, Map<String, String> hostPaths, Map<String, String> networks) {
  public Resolution {
    containers = Map.copyOf(containers);
    hostPaths = Map.copyOf(hostPaths);
    networks = Map.copyOf(networks);
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
