package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What the spec of a service must hold beyond its shape. */
final class ServiceChecks {
  private static final String CONTAINER = "TaskTemplate.ContainerSpec";

  private ServiceChecks() {}

  static void check(Node.Struct root) {
    String name = root.text("Name");
    if (!name.isEmpty() && !Names.isPlain(name)) {
      throw MalformedBody.at("Name", "must be a name ([a-zA-Z0-9][a-zA-Z0-9_.-]*) or empty");
    }
    Node.Struct task = root.struct("TaskTemplate");
    networks(task, "TaskTemplate.Networks");
    networks(root, "Networks");
    if (task.has("ContainerSpec")) {
      container(task.struct("ContainerSpec"));
    }
    // Mounts have a grammar, too: reading them checks it.
    var _ = ServiceMounts.requests(root);
  }

  private static void container(Node.Struct container) {
    if (container.text("Image").isEmpty()) {
      throw MalformedBody.at(CONTAINER + ".Image", "must name an image");
    }
    references(container.items("Secrets"), "Secret");
    references(container.items("Configs"), "Config");
    Node.Struct privileges = container.struct("Privileges");
    if (!privileges.struct("Seccomp").text("Profile").isEmpty()) {
      var _ =
          SecurityOption.parse(
              "seccomp=" + profile(privileges), CONTAINER + ".Privileges.Seccomp.Profile");
    }
    List<Node> mounts = container.items("Mounts");
    for (int i = 0; i < mounts.size(); i++) {
      Map<String, Node> labels =
          ((Node.Struct) mounts.get(i)).struct("VolumeOptions").entries("Labels");
      Labels.refuseReserved(labels, ServiceMounts.PATH + "[" + i + "].VolumeOptions.Labels");
    }
  }

  /** The text of the seccomp profile that the client brought along. */
  static String profile(Node.Struct privileges) {
    try {
      byte[] text = Base64.getDecoder().decode(privileges.struct("Seccomp").text("Profile"));
      Utf8.check(text);
      return new String(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw MalformedBody.at(CONTAINER + ".Privileges.Seccomp.Profile", "must be base64");
    }
  }

  private static void references(List<Node> list, String kind) {
    for (int i = 0; i < list.size(); i++) {
      Node.Struct reference = (Node.Struct) list.get(i);
      String path = CONTAINER + "." + kind + "s[" + i + "]." + kind;
      String name = reference.text(kind + "Name");
      if (!Names.isPlain(reference.text(kind + "ID"))) {
        throw MalformedBody.at(path + "ID", "must be the full id");
      }
      if (!name.isEmpty() && !Names.isPlain(name)) {
        throw MalformedBody.at(path + "Name", "must be a name ([a-zA-Z0-9][a-zA-Z0-9_.-]*)");
      }
    }
  }

  private static void networks(Node.Struct struct, String path) {
    List<Node> networks = struct.items("Networks");
    for (int i = 0; i < networks.size(); i++) {
      if (!Names.isNetwork(((Node.Struct) networks.get(i)).text("Target"))) {
        throw MalformedBody.at(path + "[" + i + "].Target", "must name a network");
      }
    }
  }
}
