package dev.cofferdam.runtime;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A container's root seen through its map of ids, in the best way that the kernel has. It is tried
 * and not guessed from a version, since distributions change what a version can.
 *
 * <ol>
 *   <li>The mount itself is idmapped: a plain directory, or an overlay where the kernel can.
 *   <li>The overlay is mounted again from idmapped copies of its layers, attached nowhere ({@link
 *       DetachedOverlay}).
 *   <li>The same with the copies attached to the stage ({@link StagedOverlay}).
 * </ol>
 *
 * <p>Nothing on disk gets another owner. The new overlay has a work directory of its own beside the
 * engine's, since the kernel empties the one that it is given, and the engine's own mount would be
 * left with a directory that is gone. It belongs to the container's layer and goes with it.
 *
 * @param containerRoot who the container's root is outside
 */
record IdmappedRoot(Kernel kernel, Stage stage, Idmapping idmapping, Owner containerRoot) {
  /** Beside the engine's own work directory. */
  private static final Name WORK = Name.of("cofferdam-work");

  /**
   * Puts it on the stage.
   *
   * @param root where the engine has it
   */
  Path of(Name root) throws RuntimeFailure, IOException {
    try (Fd whole = kernel.mounts().copy(Fd.WORKING_DIRECTORY, root, 0)) {
      if (idmapping.tried(whole, 0)) {
        return stage.directory(Stage.ROOT, whole);
      }
    }
    Stat stat = kernel.files().stat(Fd.WORKING_DIRECTORY, root, 0);
    MountEntry entry = MountEntry.of(kernel.files(), root);
    if (!stat.mountRoot() || !entry.type().equals("overlay")) {
      throw new RuntimeFailure(
          "the container's root `"
              + root
              + "` is on a file system of type "
              + entry.type()
              + ", which this kernel cannot show with other owners; the engine's storage driver"
              + " overlay2 works");
    }
    return of(absolute(OverlayMount.of(entry), entry.mountPoint()));
  }

  /** The overlay again, of idmapped layers. */
  Path of(OverlayMount engines) throws RuntimeFailure, IOException {
    OverlayMount overlay = engines.writable().isPresent() ? withOwnWork(engines) : engines;
    try (Layers layers = Layers.of(idmapping, overlay)) {
      try (Fd made = new DetachedOverlay(kernel, overlay, layers, containerRoot).made()) {
        requireWritable(overlay, made);
        return stage.directory(Stage.ROOT, made);
      } catch (KernelException e) {
        if (!isUnknown(e)) {
          throw e;
        }
        return staged(overlay, layers, e);
      }
    }
  }

  private Path staged(OverlayMount overlay, Layers layers, KernelException before)
      throws RuntimeFailure, IOException {
    Path root = stage.directory(Stage.ROOT);
    try {
      new StagedOverlay(kernel, overlay, layers, containerRoot).on(root, stage);
    } catch (KernelException e) {
      e.addSuppressed(before);
      if (!isUnknown(e)) {
        throw e;
      }
      throw new RuntimeFailure(
          "this kernel has no overlay of layers with other owners, which a container with a user"
              + " namespace of its own needs: Linux 5.19 or newer has it ("
              + e.getMessage()
              + "; "
              + before.getMessage()
              + ")",
          e);
    }
    try (Fd made = kernel.files().open(Fd.WORKING_DIRECTORY, Name.of(root.toString()), 0, 0, 0)) {
      requireWritable(overlay, made);
    }
    return root;
  }

  /** What a kernel says to what it does not know. */
  private static boolean isUnknown(KernelException e) {
    return switch (e.errno()) {
      case Errno.EINVAL, Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.EBADF -> true;
      default -> false;
    };
  }

  /** overlayfs mounts what it cannot write to all the same, and leaves a word in the log. */
  private void requireWritable(OverlayMount overlay, Fd made) throws RuntimeFailure, IOException {
    boolean wanted =
        overlay.writable().isPresent() && (overlay.attributes() & Mounts.ATTR_RDONLY) == 0;
    if (wanted && kernel.files().isReadOnly(made)) {
      throw new RuntimeFailure(
          "the container's layer "
              + overlay.writable().get().upper()
              + " could be mounted for reading only: the kernel's log (dmesg) says why");
    }
  }

  private OverlayMount withOwnWork(OverlayMount engines) throws RuntimeFailure, IOException {
    OverlayMount.Writable writable = engines.writable().orElseThrow();
    Optional<Name> around = writable.work().parent();
    if (around.isEmpty()) {
      throw new RuntimeFailure("an overlay's work directory cannot be " + writable.work());
    }
    Name work = around.get().resolve(WORK);
    try {
      kernel.files().makeDirectory(Fd.WORKING_DIRECTORY, work, 0700);
    } catch (KernelException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
    return new OverlayMount(
        engines.lowers(),
        engines.data(),
        Optional.of(new OverlayMount.Writable(writable.upper(), work)),
        engines.settings(),
        engines.attributes());
  }

  /**
   * With names that start at the root. An engine with many layers mounts them from the directory
   * that all are in, to keep the options short: moby's two levels above the mount, containerd's two
   * above the upper directory.
   */
  private OverlayMount absolute(OverlayMount overlay, Name mountPoint)
      throws RuntimeFailure, IOException {
    Optional<Name> relative = overlay.relative();
    if (relative.isEmpty()) {
      return overlay;
    }
    List<Name> inside = new ArrayList<>(List.of(mountPoint));
    if (overlay.writable().isPresent()) {
      inside.add(overlay.writable().get().upper());
    }
    for (Name each : inside) {
      Optional<Name> parent = each.parent();
      Optional<Name> base = parent.isPresent() ? parent.get().parent() : parent;
      if (base.isPresent() && isDirectory(base.get().resolve(relative.get()))) {
        return overlay.below(base.get());
      }
    }
    throw new RuntimeFailure(
        "it is not known where the layer `"
            + relative.get()
            + "` of the overlay on "
            + mountPoint
            + " is: neither two directories above that nor above its upper directory");
  }

  private boolean isDirectory(Name name) throws KernelException {
    try {
      return kernel.files().stat(Fd.WORKING_DIRECTORY, name, 0).isDirectory();
    } catch (KernelException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return false;
      }
      throw e;
    }
  }
}
