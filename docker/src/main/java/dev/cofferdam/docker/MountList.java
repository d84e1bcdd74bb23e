package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The mounts of a container from {@code HostConfig.Binds}, {@code HostConfig.Mounts} and {@code
 * Volumes}. A tmpfs of {@code HostConfig.Tmpfs} is the container's own and no reference.
 */
final class MountList {
  private MountList() {}

  /** The body with cleaned source paths: the form that is decided on is the form that is sent. */
  static Node.Struct normalised(Node.Struct root) {
    return root.has("HostConfig")
        ? root.with("HostConfig", rewrite(root.struct("HostConfig"), HostPath::clean))
        : root;
  }

  /** HostConfig with each source of a bind changed; the same object if there is none. */
  static Node.Struct rewrite(Node.Struct host, UnaryOperator<String> source) {
    Node.Struct changed = host;
    List<Node> binds = host.items("Binds");
    if (!binds.isEmpty()) {
      List<Node> rendered = new ArrayList<>(binds.size());
      for (int i = 0; i < binds.size(); i++) {
        String path = "HostConfig.Binds[" + i + "]";
        BindSpec spec = BindSpec.parse(binds.get(i).asText(), path);
        if (spec.source().startsWith("/")) {
          spec = spec.withSource(source.apply(spec.source()), path);
        }
        rendered.add(Node.Text.of(spec.render()));
      }
      changed = changed.with("Binds", new Node.Items(rendered));
    }
    List<Node> mounts = host.items("Mounts");
    if (!mounts.isEmpty()) {
      changed = changed.with("Mounts", rewrite(mounts, "HostConfig.Mounts", source));
    }
    return changed;
  }

  private static Node.Items rewrite(List<Node> mounts, String path, UnaryOperator<String> source) {
    List<Node> rewritten = new ArrayList<>(mounts.size());
    for (int i = 0; i < mounts.size(); i++) {
      rewritten.add(rewrite((Node.Struct) mounts.get(i), path + "[" + i + "]", source));
    }
    return new Node.Items(rewritten);
  }

  /** A mount with its source changed, if it is a bind. */
  static Node.Struct rewrite(Node.Struct mount, String path, UnaryOperator<String> source) {
    if (!mount.text("Type").equals("bind")) {
      return mount;
    }
    String from = mount.text("Source");
    if (!HostPath.isPlain(from)) {
      throw MalformedBody.at(path + ".Source", "must be an absolute path of Linux");
    }
    return mount.with("Source", Node.Text.of(source.apply(from)));
  }

  static List<MountRequest> of(Node.Struct root) {
    Node.Struct host = root.struct("HostConfig");
    List<MountRequest> mounts = new ArrayList<>();
    List<Node> binds = host.items("Binds");
    for (int i = 0; i < binds.size(); i++) {
      String path = "HostConfig.Binds[" + i + "]";
      mounts.add(BindSpec.parse(binds.get(i).asText(), path).request(path));
    }
    List<Node> specs = host.items("Mounts");
    for (int i = 0; i < specs.size(); i++) {
      mounts.add(mount((Node.Struct) specs.get(i), "HostConfig.Mounts[" + i + "]"));
    }
    for (String target : root.entries("Volumes").keySet()) {
      String path = "Volumes." + Shown.text(target);
      mounts.add(
          new MountRequest(
              MountRequest.Kind.VOLUME, "", BindSpec.target(target, path), false, "", false, path));
    }
    return List.copyOf(mounts);
  }

  static MountRequest mount(Node.Struct mount, String path) {
    String source = mount.text("Source");
    MountRequest.Kind kind = kind(mount.text("Type"), path);
    String wrong =
        switch (kind) {
          case BIND -> HostPath.isPlain(source) ? "" : "must be an absolute path of Linux";
          case VOLUME ->
              source.isEmpty() || Names.isVolume(source)
                  ? ""
                  : "must be the name of a volume ([a-zA-Z0-9_.-]) or empty";
          case TMPFS -> source.isEmpty() ? "" : "must be empty for a tmpfs";
          case IMAGE, CLUSTER -> source.isEmpty() ? "must be given" : "";
        };
    if (!wrong.isEmpty()) {
      throw MalformedBody.at(path + ".Source", wrong);
    }
    Node.Struct bind = mount.struct("BindOptions");
    return new MountRequest(
        kind,
        source,
        BindSpec.target(mount.text("Target"), path + ".Target"),
        mount.flag("ReadOnly") && !bind.flag("ReadOnlyNonRecursive"),
        bind.text("Propagation"),
        false,
        path);
  }

  private static MountRequest.Kind kind(String type, String path) {
    return switch (type) {
      case "bind" -> MountRequest.Kind.BIND;
      case "volume" -> MountRequest.Kind.VOLUME;
      case "tmpfs" -> MountRequest.Kind.TMPFS;
      case "image" -> MountRequest.Kind.IMAGE;
      case "cluster" -> MountRequest.Kind.CLUSTER;
      default -> throw MalformedBody.at(path + ".Type", "must be given");
    };
  }
}
