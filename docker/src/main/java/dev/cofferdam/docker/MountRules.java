package dev.cofferdam.docker;

import java.util.List;

/**
 * What is mounted into a container.
 *
 * <p>PSS baseline, "HostPath Volumes": none. PSS restricted, "Volume Types": tmpfs and anonymous
 * volumes are emptyDir, and free. A volume with a name is shared by all tenants of an engine, as no
 * volume of a pod is: privileged, and granted by its name.
 */
final class MountRules {
  private MountRules() {}

  static void weigh(ContainerCreate create, HostFacts facts, Findings found) {
    for (MountRequest mount : create.mounts()) {
      String sourceAndMode = mount.source() + ":" + mount.mode();
      switch (mount.kind()) {
        case BIND -> bind(mount, sourceAndMode, facts, found);
        case VOLUME -> {
          if (mount.isNamedVolume()) {
            found.privileged("volume:" + sourceAndMode);
            if (mount.ownership() == Ownership.CHOWN) {
              found.privileged("chown:" + mount.source());
            }
          }
        }
        case TMPFS -> {}
        // Its files are only read; which images may be used is the policy's to say.
        case IMAGE -> found.baseline("image-mount:" + Shown.text(mount.source()));
        case CLUSTER -> found.privileged("cluster-volume:" + Shown.text(sourceAndMode));
      }
    }
    ReplaceableRules.weigh(create.mounts(), found);
    Node.Struct host = create.host();
    for (Node mount : host.items("Mounts")) {
      Node.Struct volume = ((Node.Struct) mount).struct("VolumeOptions");
      Node.Struct driver = volume.struct("DriverConfig");
      VolumeRules.driver(driver.text("Name"), found);
      VolumeRules.options(driver.text("Name"), driver.entries("Options"), found);
      LabelRules.weigh(volume.entries("Labels"), found);
    }
    VolumeRules.driver(host.text("VolumeDriver"), found);
    List<String> others = host.texts("VolumesFrom");
    for (String other : others) {
      // All mounts of another container, binds among them.
      int colon = other.indexOf(':');
      boolean readOnly =
          colon >= 0 && List.of(other.substring(colon + 1).split(",")).contains("ro");
      String reference = ContainerReference.ofVolumesFrom(other, "VolumesFrom");
      found.privileged("volumes-from:" + reference + (readOnly ? ":ro" : ":rw"));
    }
  }

  private static void bind(
      MountRequest mount, String sourceAndMode, HostFacts facts, Findings found) {
    String name = "mount:" + sourceAndMode;
    Confinement tier =
        facts.isSensitive(mount.source()) ? Confinement.SUPER_PRIVILEGED : Confinement.PRIVILEGED;
    found.add(name, tier);
    if (mount.ownership() == Ownership.CHOWN) {
      // Changes the owner of the host's files, below what may be mounted read-only.
      found.add("chown:" + mount.source(), tier);
    }
    switch (mount.propagation()) {
      case "", "private", "rprivate" -> {}
      case "slave", "rslave" ->
          found.privileged("propagation:" + mount.source() + ":" + mount.propagation());
      // What the container mounts there appears on the host.
      default -> found.superPrivileged("propagation:" + mount.source() + ":" + mount.propagation());
    }
    if (mount.relabel()) {
      // Changes the SELinux label of the host's files.
      found.privileged("relabel:" + mount.source());
    }
  }
}
