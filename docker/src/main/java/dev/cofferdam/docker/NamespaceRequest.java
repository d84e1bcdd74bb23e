package dev.cofferdam.docker;

import dev.cofferdam.userns.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a request says of its container's user namespace: {@code userns=MODE} among the security
 * options, or {@code UsernsMode}, and whose the files of its mounts are in it.
 */
final class NamespaceRequest {
  private static final String OPTIONS = "HostConfig.SecurityOpt";
  private static final String HOST = "host";
  private static final String WAY_OUT =
      "; whoever may have the privilege userns:host can add --userns=host";

  private final Node.Struct host;
  private final List<MountRequest> mounts;
  private final Optional<Mode> asked;

  private NamespaceRequest(ContainerCreate create, Optional<Mode> asked) {
    this.host = create.host();
    this.mounts = create.mounts();
    this.asked = asked;
  }

  /**
   * @throws MalformedBody if it asks for two things
   */
  static NamespaceRequest of(ContainerCreate create) {
    Optional<Mode> asked =
        create.host().text("UsernsMode").equals(HOST) ? Optional.of(Mode.HOST) : Optional.empty();
    for (SecurityOption option : create.securityOptions()) {
      if (option instanceof SecurityOption.Userns(Mode mode)) {
        if (asked.isPresent() && asked.get() != mode) {
          throw MalformedBody.at(
              OPTIONS,
              "userns=%s and userns=%s are two things to have; leave one of them out"
                  .formatted(asked.get().id(), mode.id()));
        }
        asked = Optional.of(mode);
      }
    }
    return new NamespaceRequest(create, asked);
  }

  /** Whether an entry says anything of it. */
  static boolean concerns(SecurityOption option) {
    return option instanceof SecurityOption.Userns;
  }

  /** What it takes: nothing for a namespace of its own, or for what its creator has anyway. */
  Optional<Privilege> privilege(NamespaceHost at) {
    return asked
        .filter(mode -> mode != Mode.PRIVATE && mode != at.standard())
        .map(mode -> new Privilege(NamespacePrivileges.name(mode), NamespacePrivileges.tier(mode)));
  }

  /**
   * @throws MalformedBody if it cannot be had there, or not with what else is asked for
   */
  ContainerNamespace settle(NamespaceHost at) {
    Mode mode = asked.orElse(at.standard());
    String obstacle = at.obstacle();
    if (mode == Mode.HOST) {
      refuseOwnership("it is in the host's user namespace");
      boolean wrapped = at.wrapping() == NamespaceHost.Wrapping.STANDARD;
      return new ContainerNamespace(
          Mode.HOST, wrapped && obstacle.isEmpty(), asked.isPresent(), HOST, List.of());
    }
    if (!obstacle.isEmpty()) {
      return uncontained(at, mode, obstacle);
    }
    if (at.wrapping() != NamespaceHost.Wrapping.UNKNOWN
        || asked.isPresent()
        || at.contain() == Contain.REQUIRED) {
      refuseWhatCannotWork(mode);
    }
    List<String> notes =
        asked.map(asked -> "userns: mode " + asked.id()).map(List::of).orElse(List.of());
    return new ContainerNamespace(mode, true, asked.isPresent(), mode.id(), notes);
  }

  private ContainerNamespace uncontained(NamespaceHost at, Mode mode, String obstacle) {
    if (asked.isPresent()) {
      throw MalformedBody.at(OPTIONS, "userns=" + mode.id() + " cannot be had: " + obstacle);
    }
    if (at.contain() == Contain.REQUIRED) {
      throw MalformedBody.at(
          "HostConfig",
          "the policy says contain: required, and the container would have no user namespace: "
              + obstacle
              + WAY_OUT);
    }
    refuseOwnership(obstacle);
    List<String> notes =
        at.told() && at.contain() == Contain.PREFERRED
            ? List.of("userns: this container has no user namespace of its own: " + obstacle)
            : List.of();
    return new ContainerNamespace(Mode.HOST, false, false, ContainerNamespace.ENGINES_OWN, notes);
  }

  private void refuseOwnership(String why) {
    for (MountRequest mount : mounts) {
      if (mount.ownership() != Ownership.UNSAID) {
        throw MalformedBody.at(
            mount.origin(),
            "the option %s is for a container with a user namespace, and this one has none: %s"
                .formatted(mount.ownership().option(), why));
      }
    }
  }

  /** What the kernel refuses in a user namespace, at a start that would tell nobody why. */
  private void refuseWhatCannotWork(Mode mode) {
    String in = " in a user namespace (mode " + mode.id() + ")" + WAY_OUT;
    if (host.flag("Privileged")) {
      throw MalformedBody.at("HostConfig.Privileged", "--privileged gives nothing" + in);
    }
    for (String field : List.of("PidMode", "IpcMode")) {
      if (host.text(field).equals(HOST)) {
        String option = field.equals("PidMode") ? "--pid" : "--ipc";
        throw MalformedBody.at("HostConfig." + field, option + " host cannot be had" + in);
      }
    }
    String runtime = host.text("Runtime");
    if (!runtime.isEmpty() && !runtime.equals(ContainerNamespace.RUNTIME)) {
      throw MalformedBody.at(
          "HostConfig.Runtime", "the runtime " + Shown.text(runtime) + " starts no container" + in);
    }
    for (MountRequest mount : mounts) {
      if (mount.ownership() == Ownership.CHOWN && isHosts(mount)) {
        throw MalformedBody.at(
            mount.origin(),
            mount.source() + " is the host's own and is given to no container; leave out U");
      }
    }
  }

  private static boolean isHosts(MountRequest mount) {
    return mount.kind() == MountRequest.Kind.BIND
        && (HostFacts.isOfSystem(mount.source()) || mount.source().equals("/home"));
  }

  /** The options for the engine: none of what is the gateway's business. */
  static List<String> withoutOwnership(List<String> binds) {
    List<String> plain = new ArrayList<>(binds.size());
    for (int i = 0; i < binds.size(); i++) {
      plain.add(
          BindSpec.parse(binds.get(i), "HostConfig.Binds[" + i + "]").withoutOwnership().render());
    }
    return plain;
  }
}
