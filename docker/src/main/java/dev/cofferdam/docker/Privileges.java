package dev.cofferdam.docker;

import java.util.Collection;
import java.util.SortedSet;

/**
 * The one place that turns requests into named privileges.
 *
 * <p>{@code restricted} and {@code baseline} are drawn where the Kubernetes Pod Security Standards
 * (v1.34) draw them; each rule cites its control. Where Docker has something that pods have not,
 * the rule says why it is where it is. A value that is absent, null or the engine's default is no
 * privilege; a value that nobody here knows is super-privileged.
 */
public final class Privileges {
  private Privileges() {}

  /** As {@link #of(ContainerCreate, HostFacts)}, on a host with everything in its usual place. */
  public static SortedSet<Privilege> of(ContainerCreate create) {
    return of(create, HostFacts.standard());
  }

  /** What a container may do beyond the most confined one. The request should be resolved. */
  public static SortedSet<Privilege> of(ContainerCreate create, HostFacts facts) {
    Findings found = new Findings();
    Node.Struct host = create.host();
    ProcessRules.privileged(host, found);
    ProcessRules.user(create.user(), found);
    ProcessRules.groups(host, found);
    CapabilityRules.weigh(host, found);
    SecurityRules.weigh(create.securityOptions(), host, found);
    FilterRequest.of(create).privileges(facts.seccomp()).forEach(found::privileged);
    NamespaceRules.weigh(create.root(), found);
    NamespaceRequest.of(create)
        .privilege(facts.namespaces())
        .ifPresent(privilege -> found.add(privilege.name(), privilege.tier()));
    MountRules.weigh(create, facts, found);
    SysctlRules.weigh(host, found);
    NetworkRules.weigh(create.root(), found);
    ResourceRules.resources(host, found);
    ResourceRules.engine(host, facts, found);
    DeviceRules.weigh(host, found);
    LabelRules.weigh(create.root().entries("Labels"), found);
    InstructionRules.triggers(create.root().texts("OnBuild"), found);
    return found.all();
  }

  /** What a running container may do from now on, by the same rules as a new one. */
  public static SortedSet<Privilege> of(ContainerUpdate update) {
    Findings found = new Findings();
    ResourceRules.resources(update.root(), found);
    DeviceRules.weigh(update.root(), found);
    UpdateRules.weigh(update.root(), found);
    return found.all();
  }

  public static SortedSet<Privilege> of(CheckpointCreate checkpoint) {
    Findings found = new Findings();
    CheckpointRules.weigh(checkpoint.directory(), found);
    return found.all();
  }

  /** Containers have the labels of their image. */
  public static SortedSet<Privilege> of(ImageCommit commit) {
    Findings found = new Findings();
    LabelRules.weigh(commit.labelNodes(), found);
    InstructionRules.triggers(commit.triggers(), found);
    return found.all();
  }

  /** What an operation asks for by itself and by its query; its body is weighed on its own. */
  public static SortedSet<Privilege> of(ApiCall call) {
    Findings found = new Findings();
    OperationRules.weigh(call, found);
    return found.all();
  }

  /**
   * Of a build whose Dockerfile is not known: it can use any image there is, also one that its
   * caller may not run.
   */
  public static Privilege ofUnknownBuild() {
    return new Privilege(BuildRules.UNINSPECTED, Confinement.SUPER_PRIVILEGED);
  }

  public static SortedSet<Privilege> of(ExecCreate exec) {
    return ofExec(exec.privileged(), exec.user());
  }

  /** Of a process that is to run in a container that runs already. */
  public static SortedSet<Privilege> ofExec(boolean privileged, String user) {
    Findings found = new Findings();
    if (privileged) {
      // All capabilities and no seccomp filter in a running container, however that was confined.
      found.privileged("exec:privileged");
    }
    ProcessRules.user(user, found);
    return found.all();
  }

  public static SortedSet<Privilege> of(VolumeCreate volume) {
    Findings found = new Findings();
    VolumeRules.driver(volume.driver(), found);
    VolumeRules.options(volume.driver(), volume.driverOptions(), found);
    if (volume.isCluster()) {
      VolumeRules.cluster(found);
    }
    LabelRules.weigh(volume.labelNodes(), found);
    return found.all();
  }

  public static SortedSet<Privilege> of(VolumeUpdate update) {
    Findings found = new Findings();
    VolumeRules.cluster(found);
    return found.all();
  }

  public static SortedSet<Privilege> of(NetworkCreate network) {
    Findings found = new Findings();
    NetworkRules.weigh(network, found);
    LabelRules.weigh(network.root().entries("Labels"), found);
    return found.all();
  }

  public static SortedSet<Privilege> of(NetworkConnect connect) {
    Findings found = new Findings();
    NetworkRules.endpoint(connect.endpoint(), found);
    return found.all();
  }

  /** The least tier that covers all of them. */
  public static Confinement confinement(Collection<Privilege> privileges) {
    Confinement widest = Confinement.RESTRICTED;
    for (Privilege privilege : privileges) {
      widest = widest.or(privilege.tier());
    }
    return widest;
  }
}
