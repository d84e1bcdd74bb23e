package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The mounts of a service's containers.
 *
 * <p>Swarms take sources and options of volume drivers for templates of Go and fill them in on the
 * node ({@code data-{{.Task.Slot}}}). A template can become anything, <code>/{{`etc`}}</code> is
 * {@code /etc}: it is weighed as that ({@link ServiceRules}) and not as what it looks like.
 */
final class ServiceMounts {
  static final String PATH = "TaskTemplate.ContainerSpec.Mounts";

  private ServiceMounts() {}

  static Node.Struct container(Node.Struct root) {
    return root.struct("TaskTemplate").struct("ContainerSpec");
  }

  /** The spec with cleaned source paths: the form that is decided on is the form that is sent. */
  static Node.Struct normalised(Node.Struct root) {
    return rewrite(root, HostPath::clean);
  }

  static Node.Struct rewrite(Node.Struct root, UnaryOperator<String> source) {
    List<Node> mounts = container(root).items("Mounts");
    if (mounts.isEmpty()) {
      return root;
    }
    List<Node> rewritten = new ArrayList<>(mounts.size());
    for (int i = 0; i < mounts.size(); i++) {
      Node.Struct mount = (Node.Struct) mounts.get(i);
      rewritten.add(
          isTemplate(mount) ? mount : MountList.rewrite(mount, PATH + "[" + i + "]", source));
    }
    Node.Struct task = root.struct("TaskTemplate");
    Node.Struct container = task.struct("ContainerSpec").with("Mounts", new Node.Items(rewritten));
    return root.with("TaskTemplate", task.with("ContainerSpec", container));
  }

  /** Those that are what they say. */
  static List<Node> plain(Node.Struct root) {
    return container(root).items("Mounts").stream()
        .filter(mount -> !isTemplate((Node.Struct) mount))
        .toList();
  }

  static List<MountRequest> requests(Node.Struct root) {
    List<Node> mounts = container(root).items("Mounts");
    List<MountRequest> requests = new ArrayList<>(mounts.size());
    for (int i = 0; i < mounts.size(); i++) {
      Node.Struct mount = (Node.Struct) mounts.get(i);
      if (!isTemplate(mount)) {
        requests.add(MountList.mount(mount, PATH + "[" + i + "]"));
      }
    }
    return requests;
  }

  /** Labels are templates too, but only their values. */
  static boolean isTemplate(Node.Struct mount) {
    return hasAction(mount.text("Source"))
        || mount.struct("VolumeOptions").struct("DriverConfig").entries("Options").values().stream()
            .anyMatch(option -> hasAction(option.asText()));
  }

  private static boolean hasAction(String text) {
    return text.contains("{{");
  }
}
