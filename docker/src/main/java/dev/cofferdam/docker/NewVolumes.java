package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The volumes that the engine makes for a container, with labels.
 *
 * <p>It takes labels for them from {@code HostConfig.Mounts} only (moby, daemon/volumes.go), and
 * gives them to a volume that it makes, never to one that exists. What is named in {@code Volumes}
 * ({@code -v /data}) is passed over by the engine where something else is mounted on the same path
 * (daemon/create_unix.go): a mount of an anonymous volume is added there, which is what the engine
 * makes of it.
 */
final class NewVolumes {
  private NewVolumes() {}

  static Node.Struct labelled(Node.Struct root, Map<String, String> labels) {
    Node.Struct host = root.struct("HostConfig");
    List<Node> mounts = new ArrayList<>();
    for (Node mount : host.items("Mounts")) {
      mounts.add(labelledMount((Node.Struct) mount, labels));
    }
    for (String target : unnamed(root)) {
      Node.Struct mount =
          Node.Struct.empty(MountShapes.MOUNT)
              .with("Type", Node.Text.of("volume"))
              .with("Target", Node.Text.of(target));
      mounts.add(labelledMount(driven(mount, host.text("VolumeDriver")), labels));
    }
    return mounts.isEmpty()
        ? root
        : root.with("HostConfig", host.with("Mounts", new Node.Items(mounts)));
  }

  private static Node.Struct labelledMount(Node.Struct mount, Map<String, String> labels) {
    return mount.text("Type").equals("volume")
        ? mount.with("VolumeOptions", Labels.add(mount.struct("VolumeOptions"), labels))
        : mount;
  }

  private static Node.Struct driven(Node.Struct mount, String driver) {
    if (driver.isEmpty()) {
      return mount;
    }
    Node.Struct options = mount.struct("VolumeOptions");
    Node.Struct named = options.struct("DriverConfig").with("Name", Node.Text.of(driver));
    return mount.with("VolumeOptions", options.with("DriverConfig", named));
  }

  /** Where volumes are mounted that only {@code Volumes} asks for. */
  private static List<String> unnamed(Node.Struct root) {
    Node.Struct host = root.struct("HostConfig");
    if (!host.items("VolumesFrom").isEmpty()) {
      return List.of(); // which paths the others have is the engine's to know
    }
    Set<String> taken = new HashSet<>();
    for (MountRequest mount : MountList.of(root)) {
      if (!mount.origin().startsWith("Volumes.")) {
        taken.add(HostPath.clean(mount.target()));
      }
    }
    host.entries("Tmpfs").keySet().forEach(target -> taken.add(HostPath.clean(target)));
    List<String> targets = new ArrayList<>();
    for (String target : root.entries("Volumes").keySet()) {
      String clean = HostPath.clean(target);
      if (taken.add(clean)) {
        targets.add(clean);
      }
    }
    return targets;
  }
}
