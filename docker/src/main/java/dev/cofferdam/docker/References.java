package dev.cofferdam.docker;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every object that a container request names inside its body, as the client wrote it.
 *
 * @param containers whose namespaces, volumes or links are asked for
 * @param mounts binds, volumes, tmpfs and images from all places of the request
 * @param networks user-defined networks by name or id, without duplicates
 * @param devices paths of devices on the host, cleaned; they may be symbolic links
 * @param swarm what only a swarm has
 */
public record References(
    List<Joined> containers,
    List<MountRequest> mounts,
    List<String> networks,
    List<String> devices,
    Swarm swarm) {
  /** Of a body that names nothing. */
  static final References NONE = of(List.of());

  public References {
    containers = List.copyOf(containers);
    mounts = List.copyOf(mounts);
    networks = List.copyOf(networks);
    devices = List.copyOf(devices);
  }

  /** Of a body that names containers only. */
  static References of(List<Joined> containers) {
    return new References(containers, List.of(), List.of(), List.of());
  }

  References(
      List<Joined> containers,
      List<MountRequest> mounts,
      List<String> networks,
      List<String> devices) {
    this(containers, mounts, networks, devices, Swarm.NONE);
  }

  /**
   * What the spec of a service names.
   *
   * @param networks of the swarm, by name or id; the host's own are among them
   * @param secrets by full id, as engines take no other reference
   * @param configs by full id
   */
  public record Swarm(List<String> networks, List<String> secrets, List<String> configs) {
    static final Swarm NONE = new Swarm(List.of(), List.of(), List.of());

    public Swarm {
      networks = List.copyOf(networks);
      secrets = List.copyOf(secrets);
      configs = List.copyOf(configs);
    }
  }

  /**
   * Another container that is to be joined.
   *
   * @param reference its name without a leading slash, its id or a prefix of its id
   * @param origin the JSON path
   */
  public record Joined(String reference, String origin) {
    /** Whether it lends no more than its name and its environment. */
    public boolean isLink() {
      return origin.contains("Links[");
    }

    /** Whether it lends namespaces. */
    public boolean lendsNamespaces() {
      return !isLink() && !lendsVolumes();
    }

    /** Whether everything that it has mounted is mounted. */
    public boolean lendsVolumes() {
      return origin.contains("VolumesFrom[");
    }
  }

  /** The names of volumes that are shared by whoever names them. */
  public List<String> volumes() {
    return mounts.stream()
        .filter(MountRequest::isNamedVolume)
        .map(MountRequest::source)
        .distinct()
        .toList();
  }

  /** Images whose files are mounted; not the image that is run. */
  public List<String> images() {
    return sources(MountRequest.Kind.IMAGE);
  }

  /** Paths of the host that need to be resolved: sources of binds, and devices. */
  public List<String> hostPaths() {
    return Stream.concat(sources(MountRequest.Kind.BIND).stream(), devices.stream())
        .distinct()
        .toList();
  }

  private List<String> sources(MountRequest.Kind kind) {
    return mounts.stream()
        .filter(mount -> mount.kind() == kind)
        .map(MountRequest::source)
        .distinct()
        .toList();
  }
}
