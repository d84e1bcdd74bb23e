package dev.cofferdam.runtime;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An overlay's layers as idmapped copies that are attached nowhere, for as long as this is open.
 */
final class Layers implements AutoCloseable {
  /**
   * The directories that are written to. Both have to be on one mount, so that it is a copy of the
   * directory around them.
   *
   * @param around an idmapped copy
   * @param upper its name there
   * @param work its name there
   */
  record Writable(Fd around, Name upper, Name work) {}

  private final List<Fd> open = new ArrayList<>();
  private final List<Fd> lowers = new ArrayList<>();
  private final List<Fd> data = new ArrayList<>();
  private Optional<Writable> writable = Optional.empty();

  private Layers() {}

  /**
   * @param overlay with names that start at the root
   */
  static Layers of(Idmapping idmapping, OverlayMount overlay) throws RuntimeFailure, IOException {
    Layers layers = new Layers();
    boolean complete = false;
    try {
      for (Name lower : overlay.lowers()) {
        layers.lowers.add(layers.kept(idmapping.copy(lower)));
      }
      for (Name each : overlay.data()) {
        layers.data.add(layers.kept(idmapping.copy(each)));
      }
      if (overlay.writable().isPresent()) {
        layers.writable = Optional.of(layers.writable(idmapping, overlay.writable().get()));
      }
      complete = true;
      return layers;
    } finally {
      if (!complete) {
        layers.close();
      }
    }
  }

  private Writable writable(Idmapping idmapping, OverlayMount.Writable engines)
      throws RuntimeFailure, IOException {
    Name upper = engines.upper();
    Name work = engines.work();
    Optional<Name> around = upper.parent();
    if (around.isEmpty() || !around.equals(work.parent())) {
      throw new RuntimeFailure(
          "the container's layer "
              + upper
              + " and its work directory "
              + work
              + " are not beside each other, as engines put them");
    }
    return new Writable(kept(idmapping.copy(around.get())), upper.last(), work.last());
  }

  private Fd kept(Fd fd) {
    open.add(fd);
    return fd;
  }

  /** Opens a directory of the copy that is written to; it closes with these. */
  Fd within(Kernel kernel, Writable copy, Name name) throws KernelException {
    int flags = Files.O_PATH | Files.O_DIRECTORY;
    int resolve = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS | Files.RESOLVE_NO_XDEV;
    return kept(kernel.files().open(copy.around(), name, flags, 0, resolve));
  }

  List<Fd> lowers() {
    return lowers;
  }

  List<Fd> data() {
    return data;
  }

  Optional<Writable> writable() {
    return writable;
  }

  @Override
  public void close() {
    for (Fd fd : open) {
      fd.close();
    }
  }
}
