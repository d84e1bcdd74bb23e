package dev.cofferdam.runtime;

import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.userns.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command {@code create} of the runtime {@code cofferdam}: contains the container and becomes
 * the real runtime, in the same process.
 *
 * <p>Everything happens on the thread that {@code main} is called by: mount namespaces and
 * credentials are a thread's, and it is that thread which becomes the runtime.
 */
public final class Wrapper {
  private static final String SEARCH_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final long MS_REMOUNT = 0x20;

  private final Kernel kernel;
  private final Foundation foundation;
  private final Containments containments;
  private final Volumes volumes;
  private final Map<String, String> environment;

  Wrapper(
      Kernel kernel,
      Foundation foundation,
      Containments containments,
      Volumes volumes,
      Map<String, String> environment) {
    this.kernel = kernel;
    this.foundation = foundation;
    this.containments = containments;
    this.volumes = volumes;
    this.environment = environment;
  }

  /**
   * Called by the front script.
   *
   * @param arguments the state directory, the real runtime, and the words that the engine gave
   */
  public static void main(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    if (all.size() < 2) {
      System.err.println("usage: Wrapper STATE RUNTIME [options] create [options] ID");
      System.exit(2);
      return;
    }
    List<String> words = all.subList(2, all.size());
    Path directory = Path.of("").toAbsolutePath();
    Kernel kernel = Kernel.real();
    Wrapper wrapper =
        new Wrapper(
            kernel,
            new KernelFoundation(kernel, KernelFoundation.PLACE),
            new StoredContainments(Path.of(all.get(0)), Path.of("/etc")),
            new GivenVolumes(kernel, Path.of(all.get(0)).toAbsolutePath()),
            System.getenv());
    try {
      throw wrapper.create(Invocation.parse(words, directory), all.get(1));
    } catch (RuntimeFailure | IOException e) {
      String sentence = e.getMessage();
      new ErrorLog(Invocation.forFailure(words, directory), System.err)
          .tell(sentence == null ? e.toString() : sentence);
    } catch (RuntimeException | Error e) {
      new ErrorLog(Invocation.forFailure(words, directory), System.err)
          .tell("a fault of its own: " + e);
      e.printStackTrace();
    }
    System.exit(1);
  }

  /**
   * Contains a container and becomes the real runtime.
   *
   * @return never
   */
  RuntimeException create(Invocation invocation, String runtime)
      throws RuntimeFailure, IOException {
    Path program = find(runtime);
    ContainerConfig config = ContainerConfig.read(invocation.bundle());
    Containment containment = containments.of(invocation.container());
    if (!containment.maps().isNone()) {
      contain(invocation.container(), config, containment, program);
    }
    return become(program, invocation);
  }

  private void contain(
      String container, ContainerConfig config, Containment containment, Path program)
      throws RuntimeFailure, IOException {
    Namespaces namespaces = Namespaces.of(config.document());
    Optional<Long> joined = namespaces.joined();
    Optional<UserNamespace> theirs = Optional.empty();
    boolean ownNetwork = namespaces.isNew(Namespaces.NETWORK);
    if (joined.isPresent()) {
      HostProcess other = new HostProcess(kernel, joined.get());
      theirs = other.userNamespace();
      ownNetwork |=
          theirs.isPresent() && !namespaces.isHosts(Namespaces.NETWORK) && other.ownsItsNetwork();
    }
    Rewriting rewriting =
        new Rewriting(config.document(), namespaces, theirs.isPresent(), ownNetwork);
    rewriting.requirePossible();
    UserNamespace namespace = theirs.orElse(of(containment.maps()));
    List<BindMount> binds = config.binds();
    Containment.EngineFiles engine = Containment.EngineFiles.of(binds, container);
    List<Path> given = sources(containment.given(binds));
    if (!given.isEmpty()) {
      Owner root = namespace.root();
      volumes.give(new Volumes.Gift(container, given, root, engine.dataRoot()));
    }
    List<BindMount> replaced = containment.idmapped(binds, engine);
    Foundation.Laid laid =
        foundation.lay(
            new Foundation.Order(container, config.root(), namespace, sources(replaced)));
    if (!laid.root().equals(config.root())) {
      forgetWhatTheEngineSaw(config.root());
    }
    rewriting.apply(namespace, laid, replaced);
    new Dialect(program).adapt(config.document());
    new Inherited(kernel).raise(config.document());
    config.write();
  }

  /**
   * The engine goes on reading the container's files through its own mount of the same layers,
   * which does not notice what the container changes in files that the engine has looked at before:
   * it has just read /etc/passwd. A remount that changes nothing drops what that mount remembers of
   * names. The mount itself is this thread's copy.
   */
  private void forgetWhatTheEngineSaw(Path root) throws KernelException {
    kernel.mounts().mount("none", Name.of(root.toString()), "", MS_REMOUNT, Name.NONE);
  }

  private static UserNamespace of(Maps maps) {
    return new UserNamespace(maps, Optional.empty());
  }

  private static List<Path> sources(List<BindMount> binds) {
    Path[] sources = new Path[binds.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = binds.get(i).source();
    }
    return List.of(sources);
  }

  private RuntimeException become(Path program, Invocation invocation) throws RuntimeFailure {
    try {
      return kernel.execve(program, invocation.command(program), environment);
    } catch (KernelException e) {
      throw new RuntimeFailure("the runtime could not be started: " + e.getMessage(), e);
    }
  }

  /** A name is looked for where programs are. */
  private Path find(String runtime) throws RuntimeFailure {
    if (runtime.startsWith("/")) {
      return Path.of(runtime);
    }
    String path = environment.getOrDefault("PATH", SEARCH_PATH);
    for (String directory : path.split(":", -1)) {
      if (directory.startsWith("/")) {
        Path candidate = Path.of(directory, runtime);
        if (Files.isExecutable(candidate)) {
          return candidate;
        }
      }
    }
    throw new RuntimeFailure(
        "the runtime `" + runtime + "` is not on the PATH: install crun or runc");
  }
}
