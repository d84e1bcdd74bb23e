package dev.cofferdam.gateway;

import dev.cofferdam.linux.Kernel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every way around the gateway that can be found on this host. Whoever opens the engine's own
 * socket is root and on no record.
 */
final class Hazards {
  /**
   * What is guarded, and by what.
   *
   * @param containerdSockets where containerd may listen; what is not there is no hazard
   * @param state the gateway's state directory
   */
  record Guarded(
      Path engineSocket,
      List<Path> containerdSockets,
      Path gatewaySocket,
      Path state,
      Path policy) {
    /** Where containerd listens when it is Debian's own, and when dockerd has started it. */
    static final List<Path> CONTAINERD =
        List.of(
            Path.of("/run/containerd/containerd.sock"),
            Path.of("/run/docker/containerd/containerd.sock"));

    Guarded {
      containerdSockets = List.copyOf(containerdSockets);
    }
  }

  /**
   * A container as GET /containers/json shows it.
   *
   * @param sources the {@code Source} of each of its {@code Mounts}
   */
  record Mounted(String id, String name, List<String> sources) {
    Mounted {
      sources = List.copyOf(sources);
    }
  }

  private final HostFiles files;
  private final Reach reach;
  private final EngineProcess engine;

  Hazards(Kernel kernel) {
    this(kernel, HostFiles.ofThisHost(), Path.of("/proc"));
  }

  Hazards(Kernel kernel, HostFiles files, Path proc) {
    this.files = files;
    this.reach = new Reach(kernel, files);
    this.engine = new EngineProcess(proc, files);
  }

  /** May take a while: it asks the user database and looks through all processes. */
  List<Hazard> find(Guarded guarded, List<Mounted> containers) {
    List<Hazard> found = new ArrayList<>();
    engineSocket(guarded.engineSocket()).ifPresent(found::add);
    found.addAll(engineListeners(guarded));
    for (Path socket : guarded.containerdSockets()) {
      containerd(socket).ifPresent(found::add);
    }
    for (Mounted container : containers) {
      mounted(container, guarded).ifPresent(found::add);
    }
    replaceable("the engine's socket", guarded.engineSocket()).ifPresent(found::add);
    replaceable("the gateway's socket", guarded.gatewaySocket()).ifPresent(found::add);
    replaceable("the gateway's state", guarded.state()).ifPresent(found::add);
    replaceable("the policy", guarded.policy()).ifPresent(found::add);
    return List.copyOf(found);
  }

  private Optional<Hazard> engineSocket(Path socket) {
    return reach
        .whoConnects(socket)
        .map(who ->
            new Hazard(
                "The engine's own socket %s can be opened by %s past the gateway."
                    .formatted(shown(socket), who),
                "Run `chown root:root %1$s && chmod 0600 %1$s`, and start the engine with `--group root` (or SocketGroup=root and SocketMode=0600 in docker.socket) so that it stays."
                    .formatted(shown(socket))));
  }

  private List<Hazard> engineListeners(Guarded guarded) {
    Optional<List<Listener>> listeners = engine.listeners(guarded.engineSocket());
    if (listeners.isPresent()) {
      return listeners.get().stream().flatMap(l -> listener(l, guarded).stream()).toList();
    }
    if (files.standing(guarded.engineSocket()).filter(HostFiles.Standing::isSocket).isEmpty()) {
      return List.of(); // no engine, so none that listens elsewhere
    }
    return List.of(
        new Hazard(
            "The process behind the engine's socket %s was not found, so what else it listens on is not known."
                .formatted(shown(guarded.engineSocket())),
            "Run the gateway as root in the pid and network namespaces of the engine."));
  }

  private Optional<Hazard> listener(Listener listener, Guarded guarded) {
    return switch (listener) {
      case Listener.Tcp tcp ->
          Optional.of(
              new Hazard(
                  "The engine also listens on TCP %s, past the gateway.".formatted(tcp.address()),
                  "Remove `-H tcp://…` from the engine's options and `hosts` from /etc/docker/daemon.json; a swarm's ports (2377, 7946) and metrics stay open only to those who need them."));
      case Listener.Abstract name ->
          Optional.of(
              new Hazard(
                  "The engine also listens on the abstract socket %s, which every process on the host's network can open."
                      .formatted(shown(name.name())),
                  "Remove it from the engine's options."));
      case Listener.Unix unix ->
          files.real(unix.path()).equals(files.real(guarded.engineSocket()))
              ? Optional.empty()
              : reach
                  .whoConnects(unix.path())
                  .map(who ->
                      new Hazard(
                          "The engine also listens on %s, which can be opened by %s past the gateway."
                              .formatted(shown(unix.path()), who),
                          "Remove `-H unix://%1$s` from the engine's options, or run `chown root:root %1$s && chmod 0600 %1$s`."
                              .formatted(shown(unix.path()))));
    };
  }

  private Optional<Hazard> containerd(Path socket) {
    return reach
        .whoConnects(socket)
        .map(who ->
            new Hazard(
                "containerd's socket %s can be opened by %s, which is as good as the engine's."
                    .formatted(shown(socket), who),
                "Set uid = 0 and gid = 0 under [grpc] in containerd's config.toml, and run `chown root:root %1$s && chmod 0600 %1$s`."
                    .formatted(shown(socket))));
  }

  private Optional<Hazard> mounted(Mounted container, Guarded guarded) {
    for (String source : container.sources()) {
      Optional<Path> path = absolute(source).map(files::real);
      Optional<String> exposed = path.flatMap(p -> exposed(p, guarded));
      if (exposed.isPresent()) {
        return Optional.of(
            new Hazard(
                "Container %s (%s) has %s mounted, and with it %s."
                    .formatted(
                        shown(container.name()),
                        shown(container.id().substring(0, Math.min(12, container.id().length()))),
                        shown(source),
                        exposed.get()),
                "Remove the container, or create it again without this mount."));
      }
    }
    return Optional.empty();
  }

  private Optional<String> exposed(Path mounted, Guarded guarded) {
    if (files.real(guarded.engineSocket()).startsWith(mounted)) {
      return Optional.of("the engine's socket");
    }
    for (Path socket : guarded.containerdSockets()) {
      if (files.real(socket).startsWith(mounted)) {
        return Optional.of("containerd's socket");
      }
    }
    if (files.real(guarded.gatewaySocket()).startsWith(mounted)) {
      return Optional.of("the gateway's socket");
    }
    // Not what lies in the state: an engine that the gateway started keeps its volumes there.
    return files.real(guarded.state()).startsWith(mounted)
        ? Optional.of("the gateway's state")
        : Optional.empty();
  }

  private Optional<Hazard> replaceable(String what, Path path) {
    return reach
        .whoReplaces(path)
        .map(reason ->
            new Hazard(
                "Someone besides root can change or replace %s %s: %s."
                    .formatted(what, shown(path), reason),
                "Give it and every directory above it to root, writable by root alone, or put it elsewhere."));
  }

  private static Optional<Path> absolute(String source) {
    try {
      return Optional.of(Path.of(source)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  static String shown(Path path) {
    return shown(path.toString());
  }

  /** Text from outside, without what could move a terminal's cursor or begin a line of its own. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }
}
