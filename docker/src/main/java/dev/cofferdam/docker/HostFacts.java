package dev.cofferdam.docker;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What has to be known of a host to weigh a request.
 *
 * @param sensitivePaths directories and files that are as good as root on the host; cleaned and
 *     free of symbolic links. What lies below them counts, and so does what contains them.
 * @param runtimes the names of runtimes that contain as well as the default one
 * @param seccomp what filters of system calls are compared with
 * @param namespaces what user namespaces depend on
 */
public record HostFacts(
    Set<String> sensitivePaths,
    Set<String> runtimes,
    SeccompHost seccomp,
    NamespaceHost namespaces) {
  /**
   * Paths of any Linux host that hold its configuration, its programs, its kernel or its engines.
   */
  private static final List<String> ALWAYS =
      List.of(
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/snap",
          "/sys",
          "/usr",
          "/var/lib/cofferdam",
          "/var/lib/containerd",
          "/var/lib/containers",
          "/var/lib/docker",
          "/var/lib/dpkg",
          "/var/lib/etcd",
          "/var/lib/kubelet",
          "/var/lib/libvirt",
          "/var/lib/lxc",
          "/var/lib/rancher",
          "/var/lib/rpm",
          "/var/lib/snapd",
          "/var/lib/sudo",
          "/var/lib/systemd",
          "/var/run",
          "/var/spool/at",
          "/var/spool/anacron",
          "/var/spool/cron");

  /** On every host, and whoever writes there runs what he likes as root. */
  private static final List<String> ROOT = List.of("/dev", "/etc", "/proc", "/run", "/sys", "/usr");

  private static final HostFacts STANDARD =
      new HostFacts(
          Set.copyOf(ALWAYS),
          Set.of("runc", "crun", "io.containerd.runc.v2"),
          SeccompHost.standard(),
          NamespaceHost.usual());

  public HostFacts {
    sensitivePaths = Set.copyOf(sensitivePaths);
    runtimes = Set.copyOf(runtimes);
  }

  /** A host with everything in its usual place. */
  public static HostFacts standard() {
    return STANDARD;
  }

  /** The same with more paths: the engine's data root, sockets of runtimes, the gateway's own. */
  public HostFacts withSensitive(Iterable<String> paths) {
    Set<String> all = new LinkedHashSet<>(sensitivePaths);
    paths.forEach(path -> all.add(HostPath.clean(path)));
    return new HostFacts(all, runtimes, seccomp, namespaces);
  }

  public HostFacts withRuntimes(Set<String> names) {
    return new HostFacts(sensitivePaths, names, seccomp, namespaces);
  }

  public HostFacts withSeccomp(SeccompHost host) {
    return new HostFacts(sensitivePaths, runtimes, host, namespaces);
  }

  public HostFacts withNamespaces(NamespaceHost host) {
    return new HostFacts(sensitivePaths, runtimes, seccomp, host);
  }

  /**
   * Whether whoever may write all that lies below this path is root already, so that nothing else
   * he might bring about gives him more.
   */
  public static boolean isRoot(String path) {
    return ROOT.stream().anyMatch(place -> HostPath.isWithin(place, path));
  }

  /** Whether a path is a part of the system of any host, or has one below it. */
  static boolean isOfSystem(String path) {
    return ALWAYS.stream()
        .anyMatch(place -> HostPath.isWithin(path, place) || HostPath.isWithin(place, path));
  }

  /** Whether whoever may write or read this path is as good as root. */
  boolean isSensitive(String path) {
    for (String sensitive : sensitivePaths) {
      if (HostPath.isWithin(path, sensitive) || HostPath.isWithin(sensitive, path)) {
        return true;
      }
    }
    return isHome(path);
  }

  /** Homes hold keys: {@code /home}, {@code /home/NAME} and {@code /home/NAME/.ssh} and below. */
  private static boolean isHome(String path) {
    if (!HostPath.isWithin(path, "/home")) {
      return false;
    }
    int user = path.indexOf('/', 1);
    int below = user < 0 ? -1 : path.indexOf('/', user + 1);
    return below < 0
        || HostPath.isWithin(path.substring(below), "/.ssh")
        || HostPath.isWithin(path.substring(below), "/.gnupg")
        || HostPath.isWithin(path.substring(below), "/.docker");
  }
}
