package dev.cofferdam.docker;

import java.util.List;

/** What services have and containers have not. */
final class ServiceRules {
  private ServiceRules() {}

  static void weigh(Node.Struct root, Findings found) {
    Node.Struct task = root.struct("TaskTemplate");
    Node.Struct container = task.struct("ContainerSpec");
    for (Node.Struct mount : container.structs("Mounts")) {
      if (ServiceMounts.isTemplate(mount)) {
        // Filled in on the node: any path, any volume, any option of mount(2).
        found.superPrivileged("mount-template:" + Shown.text(mount.text("Source")));
      }
    }
    // No control of PSS: like volumes they are shared by all tenants of a swarm.
    for (Node.Struct secret : container.structs("Secrets")) {
      found.privileged("secret:" + name(secret, "Secret"));
    }
    for (Node.Struct config : container.structs("Configs")) {
      found.privileged("config:" + name(config, "Config"));
    }
    resources(task.struct("Resources").struct("Limits"), found);
    resources(task.struct("Resources").struct("Reservations"), found);
    runtime(task, found);
  }

  private static String name(Node.Struct reference, String kind) {
    String name = reference.text(kind + "Name");
    return name.isEmpty() ? reference.text(kind + "ID") : name;
  }

  /** What a node was told that it has, for instance GPUs: as much as asking for the device. */
  private static void resources(Node.Struct amounts, Findings found) {
    for (Node.Struct resource : amounts.structs("GenericResources")) {
      for (String form : List.of("NamedResourceSpec", "DiscreteResourceSpec")) {
        if (resource.has(form)) {
          found.privileged("generic-resource:" + Shown.text(resource.struct(form).text("Kind")));
        }
      }
    }
  }

  /** A task can also be a plugin, or stand for a container that is no task. */
  private static void runtime(Node.Struct task, Findings found) {
    String runtime = task.text("Runtime");
    if (!runtime.isEmpty() && !runtime.equals("container")) {
      found.superPrivileged("task-runtime:" + runtime);
    }
    if (task.has("PluginSpec")) {
      Node.Struct plugin = task.struct("PluginSpec");
      found.superPrivileged("plugin:" + Shown.text(plugin.text("remote")));
      for (Node.Struct privilege : plugin.structs("privileges")) {
        PluginRules.asked(privilege.text("name"), privilege.texts("value"), found);
      }
    }
    if (task.has("NetworkAttachmentSpec")) {
      found.superPrivileged(
          "network-attachment:"
              + Shown.text(task.struct("NetworkAttachmentSpec").text("ContainerID")));
    }
  }
}
