package dev.cofferdam.runtime;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.userns.Extent;
import dev.cofferdam.userns.IdMap;
import dev.cofferdam.userns.Maps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The foundation as the kernel makes it: on a {@link Stage} that the calling thread, the runtime
 * that it becomes and the container see and nobody else. So nothing has to be cleaned up when the
 * container is deleted: the last process that sees it has ended then.
 *
 * <p>The engine's own mount of the root stays as it is. What the engine does there for a container
 * that does not run ({@code cp}, {@code diff}, {@code commit}, {@code export}) meets files with the
 * image's ids, and it unmounts it as ever.
 */
final class KernelFoundation implements Foundation {
  /** Where containers' processes pass by: so not below a directory that only root can pass. */
  static final Path PLACE = Path.of("/run/cofferdam-runtime");

  private final Kernel kernel;
  private final Path place;

  /**
   * @param place of the stage, which every container's processes can get to
   */
  KernelFoundation(Kernel kernel, Path place) {
    this.kernel = kernel;
    this.place = place;
  }

  @Override
  public Laid lay(Order order) throws RuntimeFailure, IOException {
    Owner containerRoot = order.namespace().root();
    if (isIdentity(order.namespace().maps())) {
      return new Laid(order.root(), order.sources());
    }
    try (Fd namespace = namespace(order.namespace());
        Stage stage = Stage.raise(kernel, place)) {
      try {
        Idmapping idmapping = new Idmapping(kernel, namespace);
        List<Path> sources = new ArrayList<>();
        for (Path source : order.sources()) {
          sources.add(source(idmapping, stage, source, sources.size()));
        }
        IdmappedRoot root = new IdmappedRoot(kernel, stage, idmapping, containerRoot);
        return new Laid(root.of(Name.of(order.root().toString())), sources);
      } catch (RuntimeFailure | IOException e) {
        strike(stage, e);
        throw e;
      }
    }
  }

  private static void strike(Stage stage, Exception because) {
    try {
      stage.strike();
    } catch (KernelException e) {
      because.addSuppressed(e);
    }
  }

  private static boolean isIdentity(Maps maps) {
    return isIdentity(maps.uids()) && isIdentity(maps.gids());
  }

  private static boolean isIdentity(IdMap map) {
    for (Extent extent : map.extents()) {
      if (extent.inside() != extent.outside()) {
        return false;
      }
    }
    return true;
  }

  private Fd namespace(UserNamespace wanted) throws RuntimeFailure, KernelException {
    if (wanted.of().isEmpty()) {
      try {
        return kernel
            .namespaces()
            .newUser(wanted.maps().uids().text(), wanted.maps().gids().text());
      } catch (KernelException e) {
        if (e.errno() == Errno.ENOSPC || e.errno() == Errno.EUSERS) {
          throw new RuntimeFailure(
              "the kernel makes no more user namespaces: raise the sysctl"
                  + " user.max_user_namespaces",
              e);
        }
        throw e;
      }
    }
    Name theirs = Name.of("/proc/" + wanted.of().get() + "/ns/user");
    return kernel.files().open(Fd.WORKING_DIRECTORY, theirs, Files.O_RDONLY, 0, 0);
  }

  private static Path source(Idmapping idmapping, Stage stage, Path source, int number)
      throws RuntimeFailure, IOException {
    try (Fd tree = idmapping.tree(Name.of(source.toString()))) {
      String name = "mount-" + number;
      return idmapping.showsDirectory(tree) ? stage.directory(name, tree) : stage.file(name, tree);
    }
  }
}
