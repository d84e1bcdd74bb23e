package dev.cofferdam.docker;

import java.util.List;

/** What a body of container create must hold beyond its shape. */
final class CreateChecks {
  private CreateChecks() {}

  static void check(Node.Struct root) {
    if (root.text("Image").isEmpty()) {
      throw MalformedBody.at("Image", "must name an image");
    }
    Labels.refuseReserved(root.entries("Labels"), "Labels");
    Node.Struct host = root.struct("HostConfig");
    Labels.refuseReserved(host.entries("Annotations"), "HostConfig.Annotations");
    List<Node> mounts = host.items("Mounts");
    for (int i = 0; i < mounts.size(); i++) {
      Node.Struct volume = ((Node.Struct) mounts.get(i)).struct("VolumeOptions");
      Labels.refuseReserved(
          volume.entries("Labels"), "HostConfig.Mounts[" + i + "].VolumeOptions.Labels");
    }
    devices(host, "HostConfig.");
    Ports.check(host.entries("PortBindings"));
    // Joined containers and links have a grammar, too: finding them checks it.
    var _ = CreateReferences.of(root, List.of());
  }

  /** Of whatever has the fields of {@code Resources}. */
  static void devices(Node.Struct resources, String parent) {
    List<Node> devices = resources.items("Devices");
    for (int i = 0; i < devices.size(); i++) {
      device((Node.Struct) devices.get(i), parent + "Devices[" + i + "]");
    }
  }

  private static void device(Node.Struct device, String path) {
    if (!HostPath.isPlain(device.text("PathOnHost"))) {
      throw MalformedBody.at(path + ".PathOnHost", "must be an absolute path of Linux");
    }
    String permissions = device.text("CgroupPermissions");
    for (int i = 0; i < permissions.length(); i++) {
      if ("rwm".indexOf(permissions.charAt(i)) < 0) {
        throw MalformedBody.at(path + ".CgroupPermissions", "must be made of r, w and m");
      }
    }
  }
}
