package dev.cofferdam.docker;

import java.util.List;

/**
 * Sources of mounts that somebody can put a symbolic link in the place of, so that the engine
 * mounts any path of the host: it follows links, as root, whenever it starts a container.
 *
 * <p>No control of PSS speaks of it. Whoever may have such a mount may have all of them, so it is
 * super-privileged, wherever the source lies.
 */
public final class ReplaceableRules {
  private ReplaceableRules() {}

  /** What it takes to mount it, or to make it so for what mounts it already. */
  public static Privilege privilege(String source) {
    return new Privilege("replaceable:" + source, Confinement.SUPER_PRIVILEGED);
  }

  /** What one container can replace by itself, for when it is started again. */
  static void weigh(List<MountRequest> mounts, Findings found) {
    List<String> writable =
        mounts.stream()
            .filter(mount -> mount.kind() == MountRequest.Kind.BIND && !mount.readOnly())
            .map(MountRequest::source)
            .toList();
    if (writable.stream().anyMatch(HostFacts::isRoot)) {
      return;
    }
    for (MountRequest mount : mounts) {
      String source = mount.source();
      if (mount.kind() == MountRequest.Kind.BIND
          && writable.stream()
              .anyMatch(above -> !above.equals(source) && HostPath.isWithin(source, above))) {
        found.superPrivileged(privilege(source).name());
      }
    }
  }
}
