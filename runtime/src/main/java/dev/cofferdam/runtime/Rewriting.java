package dev.cofferdam.runtime;

import dev.cofferdam.runtime.Json.Fields;
import dev.cofferdam.runtime.Json.Items;
import dev.cofferdam.runtime.Json.Text;
import dev.cofferdam.userns.Extent;
import dev.cofferdam.userns.IdMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of a config.json so that the container runs in a user namespace. Hooks, devices,
 * capabilities and all that is not known here stay as they are.
 */
final class Rewriting {
  /** dockerd asks for this range of groups, which no user namespace has whole: EINVAL. */
  private static final String PING_GROUPS = "net.ipv4.ping_group_range";

  private static final long LAST_ID = 65535;

  private final Fields document;
  private final Namespaces namespaces;
  private final boolean joining;
  private final boolean ownNetwork;

  /**
   * @param joining whether the user namespace is that of the container whose others are joined
   * @param ownNetwork whether the network belongs to the user namespace
   */
  Rewriting(Fields document, Namespaces namespaces, boolean joining, boolean ownNetwork) {
    this.document = document;
    this.namespaces = namespaces;
    this.joining = joining;
    this.ownNetwork = ownNetwork;
  }

  /** Refuses what cannot work in a user namespace, before anything is made. */
  void requirePossible() throws RuntimeFailure {
    if (!namespaces.isHosts(Namespaces.USER)) {
      throw new RuntimeFailure(
          "the engine itself puts its containers into a user namespace (userns-remap): take that"
              + " out of its configuration, or do not use this runtime");
    }
    requireOwn("pid", "/proc");
    requireOwn("ipc", "/dev/mqueue");
    if (isPrivileged()) {
      throw new RuntimeFailure(
          "a privileged container cannot run in a user namespace of its own: "
              + "create it with --security-opt userns=host, or without --privileged");
    }
  }

  private void requireOwn(String type, String mount) throws RuntimeFailure {
    if (namespaces.isHosts(type) || (!joining && !namespaces.isNew(type))) {
      throw new RuntimeFailure(
          "a container in a user namespace of its own cannot share the "
              + type
              + " namespace of the host or of a container that has none, since the kernel does not"
              + " let it mount "
              + mount
              + ": create it with --security-opt userns=host, or without --"
              + type);
    }
  }

  /** The engine writes one rule that allows every device, and only for these. */
  private boolean isPrivileged() throws RuntimeFailure {
    Fields resources = document.within("linux").within("resources");
    for (Json rule : resources.items("devices")) {
      String type = rule.text("type").orElse("a");
      if (rule.isTrue("allow")
          && type.equals("a")
          && rule.field("major").isEmpty()
          && rule.text("access").orElse("rwm").equals("rwm")) {
        return true;
      }
    }
    return false;
  }

  /** Puts in what the kernel has made. */
  void apply(UserNamespace namespace, Foundation.Laid laid, List<BindMount> replaced)
      throws RuntimeFailure {
    document.within("root").fields().put("path", new Text(laid.root().toString()));
    Fields linux = document.within("linux");
    Fields user = JsonText.object();
    user.fields().put("type", new Text(Namespaces.USER));
    if (namespace.of().isPresent()) {
      user.fields().put("path", new Text("/proc/" + namespace.of().get() + "/ns/user"));
    }
    linux.list("namespaces").add(user);
    linux.fields().put("uidMappings", mappings(namespace.maps().uids()));
    linux.fields().put("gidMappings", mappings(namespace.maps().gids()));
    List<Json> mounts = document.list("mounts");
    for (int i = 0; i < replaced.size(); i++) {
      Json mount = mounts.get(replaced.get(i).index());
      if (mount instanceof Fields fields) {
        fields.fields().put("source", new Text(laid.sources().get(i).toString()));
      }
    }
    pingGroups(linux, namespace.maps().gids());
    terminals(mounts, namespace.maps().gids());
    if (!ownNetwork) {
      bindSys(mounts);
    }
  }

  private static Items mappings(IdMap map) {
    List<Json> items = new ArrayList<>();
    for (Extent extent : map.extents()) {
      Fields item = JsonText.object();
      item.fields().put("containerID", JsonText.number(extent.inside()));
      item.fields().put("hostID", JsonText.number(extent.outside()));
      item.fields().put("size", JsonText.number(extent.count()));
      items.add(item);
    }
    return new Items(items);
  }

  /** Both ends of the range have to be mapped. */
  private static void pingGroups(Fields linux, IdMap groups) throws RuntimeFailure {
    if (linux.field("sysctl").isEmpty()) {
      return;
    }
    Map<String, Json> sysctl = linux.within("sysctl").fields();
    if (!sysctl.containsKey(PING_GROUPS)) {
      return;
    }
    Extent first = groups.extents().getFirst();
    for (Extent extent : groups.extents()) {
      first = extent.inside() < first.inside() ? extent : first;
    }
    long last = first.inside() + first.count() - 1;
    for (Extent extent : groups.extents()) {
      if (extent.inside() <= LAST_ID && extent.inside() + extent.count() > LAST_ID) {
        last = LAST_ID;
      }
    }
    sysctl.put(PING_GROUPS, new Text(first.inside() + " " + Math.max(last, first.inside())));
  }

  /**
   * The engine wants terminals to be of a group, tty; devpts refuses one that is not mapped, and
   * takes the opener's where none is said.
   */
  private static void terminals(List<Json> mounts, IdMap groups) {
    for (Json mount : mounts) {
      if (mount instanceof Fields fields && fields.text("type").equals(Optional.of("devpts"))) {
        List<String> kept = new ArrayList<>();
        for (Json option : fields.items("options")) {
          String text = option.text().orElse("");
          if (!text.startsWith("gid=") || isMapped(text.substring("gid=".length()), groups)) {
            kept.add(text);
          }
        }
        fields.fields().put("options", JsonText.texts(kept));
      }
    }
  }

  private static boolean isMapped(String id, IdMap groups) {
    try {
      return groups.toOutside(Long.parseLong(id)).isPresent();
    } catch (NumberFormatException no) {
      return false;
    }
  }

  /**
   * sysfs shows the network namespace of who mounts it, which takes power over that one's owner.
   * Where it is not to be had, there is the host's, and that shows the host's network.
   */
  private static void bindSys(List<Json> mounts) {
    for (Json mount : mounts) {
      if (mount instanceof Fields fields && fields.text("type").equals(Optional.of("sysfs"))) {
        fields.fields().put("type", new Text("bind"));
        fields.fields().put("source", new Text("/sys"));
        fields
            .fields()
            .put(
                "options",
                JsonText.texts(List.of("rbind", "rro", "nosuid", "noexec", "nodev", "rslave")));
      }
    }
  }
}
