package dev.cofferdam.docker;

import java.util.Collection;
import java.util.SortedSet;

/**
 * What lies mounted below a read-only bind. Before API 1.44 engines make the bind itself read-only
 * and leave writable what is mounted further down, whatever else the request says.
 */
public final class SubmountRules {
  private static final ApiVersion RECURSIVE = new ApiVersion(1, 44);

  private SubmountRules() {}

  /** Whether there is anything to ask the host about. */
  public static boolean concerns(References references, ApiVersion version) {
    return version.compareTo(RECURSIVE) < 0
        && references.mounts().stream().anyMatch(SubmountRules::isReadOnlyBind);
  }

  private static boolean isReadOnlyBind(MountRequest mount) {
    return mount.kind() == MountRequest.Kind.BIND && mount.readOnly();
  }

  /**
   * @param version that the engine will be asked by
   * @param mountPoints of the host, absolute
   */
  public static SortedSet<Privilege> weigh(
      References references, ApiVersion version, Collection<String> mountPoints, HostFacts facts) {
    Findings found = new Findings();
    if (concerns(references, version)) {
      for (MountRequest mount : references.mounts()) {
        if (isReadOnlyBind(mount)) {
          below(mount.source(), mountPoints, facts, found);
        }
      }
    }
    return found.all();
  }

  private static void below(
      String source, Collection<String> mountPoints, HostFacts facts, Findings found) {
    for (String point : mountPoints) {
      if (!point.equals(source) && HostPath.isWithin(point, source)) {
        found.add(
            "mount:" + point + ":rw",
            facts.isSensitive(point) ? Confinement.SUPER_PRIVILEGED : Confinement.PRIVILEGED);
      }
    }
  }
}
