package dev.cofferdam.gateway;

import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.TarAttributes;
import dev.cofferdam.docker.TarEntry;
import dev.cofferdam.docker.TarEntry.Kind;
import dev.cofferdam.docker.TarReader;
import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.Stat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tar archive that is unpacked into a directory of a container, by the rules of the engine (moby,
 * pkg/archive: Unpack and createTarFile): names are taken from that directory, links on the way are
 * followed inside the container's root, what is there is replaced, and directories stay.
 *
 * <p>Everything is made and changed by a descriptor of its own directory or of itself; a process of
 * the container that moves names meanwhile gets the gateway nowhere but to its own files.
 */
final class TreeExtraction implements AutoCloseable {
  /**
   * @param replaceKinds whether a directory may replace another kind of file, or be replaced
   * @param everythingOf whose all files become, as they are inside; else the archive says it
   */
  record Options(boolean replaceKinds, Optional<Owner> everythingOf) {}

  /** What is made on the way to an entry that the archive has no entry for. */
  private static final int IMPLIED = 0755;

  /** Of the paths of directories whose times are set at the end. */
  private static final int MOST_KEPT = 8 << 20;

  private static final int NEW_FILE =
      Files.O_WRONLY | Files.O_CREAT | Files.O_EXCL | Files.O_NOFOLLOW;
  private static final int ONE_STEP =
      Files.RESOLVE_NO_SYMLINKS | Files.RESOLVE_NO_MAGICLINKS | Files.RESOLVE_BENEATH;

  private record Made(String path, TarAttributes attributes) {}

  private final ContainerTree tree;
  private final String destination;
  private final Options options;
  private final Attributing attributing;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(128 * 1024);
  private final List<Made> directories = new ArrayList<>();
  private int kept;
  private Optional<TreeWalk> parent = Optional.empty();
  private String parentPath = "";
  private Optional<Fd> file = Optional.empty();
  private TarAttributes fileAttributes = Attributing.NONE;
  private long left;

  /**
   * @param destination a directory, from the container's root
   */
  TreeExtraction(ContainerTree tree, String destination, Options options) {
    this.tree = tree;
    this.destination = destination.equals("/") ? "" : destination;
    this.options = options;
    this.attributing = new Attributing(tree, options.everythingOf());
  }

  /**
   * Makes what an entry says.
   *
   * @throws MalformedBody for an entry that leads out of the archive
   * @throws KernelException where it cannot be made
   */
  void entry(TarEntry entry, TarAttributes attributes) throws IOException {
    String name = entry.path();
    if (name.isEmpty()) {
      if (entry.kind() != Kind.DIRECTORY) {
        throw new MalformedBody("archive: its root is no directory");
      }
      return; // the destination itself, which stays as it is
    }
    String path = destination + "/" + name;
    int slash = path.lastIndexOf('/');
    TreeWalk directory = parent(path.substring(0, slash));
    String last = path.substring(slash + 1);
    boolean merged = replace(directory, last, path, entry);
    switch (entry.kind()) {
      case DIRECTORY -> directory(directory, last, path, attributes, merged);
      case FILE -> file(directory, last, attributes, entry.size());
      case HARD_LINK -> hardLink(directory, last, path, entry, attributes);
      case SYMBOLIC_LINK -> symbolicLink(directory, last, path, entry, attributes);
      case FIFO -> pipe(directory, last, attributes);
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          throw new MalformedBody("archive: it has a device node in it");
    }
  }

  /** More of the content of the file that came last. */
  void content(ByteBuffer part) throws IOException {
    Fd open = file.orElseThrow(() -> new IllegalStateException("no file is open"));
    left -= part.remaining();
    while (part.hasRemaining()) {
      buffer.clear();
      int count = Math.min(buffer.remaining(), part.remaining());
      buffer.put(part.slice(part.position(), count)).flip();
      part.position(part.position() + count);
      tree.inodes().write(open, buffer);
    }
    if (left == 0) {
      finishFile(open);
    }
  }

  /** The archive has ended. */
  void end() throws IOException {
    for (Made directory : directories) {
      try (TreeWalk walk = TreeWalk.to(tree, directory.path(), false)) {
        if (walk.stat().isDirectory()) {
          attributing.times(walk.place(), walk.stat(), directory.attributes());
        }
      } catch (KernelException gone) {
        if (gone.errno() != Errno.ENOENT) {
          throw gone;
        }
      }
    }
  }

  private TreeWalk parent(String path) throws KernelException {
    if (parent.isPresent() && parentPath.equals(path)) {
      return parent.get();
    }
    forgetParent();
    TreeWalk walk = ensured(path);
    parent = Optional.of(walk);
    parentPath = path;
    return walk;
  }

  private void forgetParent() {
    parent.ifPresent(TreeWalk::close);
    parent = Optional.empty();
  }

  /** A directory, made where it is not there. */
  private TreeWalk ensured(String path) throws KernelException {
    try {
      return TreeWalk.to(tree, path + "/", true);
    } catch (KernelException missing) {
      if (missing.errno() != Errno.ENOENT || path.isEmpty()) {
        throw missing;
      }
    }
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    try (TreeWalk above = ensured(path.substring(0, slash))) {
      mayAdd(above, path);
      tree.files().makeDirectory(above.place(), ContainerTree.name(name), IMPLIED);
      try (Fd made = made(above, name, Stat.S_IFDIR)) {
        attributing.implied(made, IMPLIED);
      }
    }
    return TreeWalk.to(tree, path + "/", true);
  }

  /**
   * Takes away what is there.
   *
   * @return whether it is a directory that stays
   */
  private boolean replace(TreeWalk directory, String name, String path, TarEntry entry)
      throws KernelException {
    boolean isDirectory;
    try (Fd present = tree.place(directory.place(), name)) {
      isDirectory = tree.stat(present).isDirectory();
    } catch (KernelException missing) {
      if (missing.errno() == Errno.ENOENT) {
        mayAdd(directory, path);
        return false;
      }
      throw missing;
    }
    boolean becomesDirectory = entry.kind() == Kind.DIRECTORY;
    if (isDirectory && becomesDirectory) {
      return true;
    }
    if (!options.replaceKinds() && isDirectory != becomesDirectory) {
      String whole = destination.isEmpty() ? "/" : destination;
      throw new Unreplaceable(
          isDirectory
              ? "cannot overwrite directory \"%s\" with non-directory \"%s\"".formatted(path, whole)
              : "cannot overwrite non-directory \"%s\" with directory \"%s\""
                  .formatted(path, whole));
    }
    new TreeRemoval(tree).remove(directory.place(), directory.stat(), name, path);
    mayAdd(directory, path);
    return false;
  }

  private void mayAdd(TreeWalk directory, String path) throws KernelException {
    if (!tree.ids().mayAdd(directory.stat())) {
      throw ContainerTree.denied(path);
    }
  }

  private void directory(
      TreeWalk directory, String name, String path, TarAttributes attributes, boolean merged)
      throws KernelException {
    if (!merged) {
      tree.files().makeDirectory(directory.place(), ContainerTree.name(name), 0700);
    }
    try (Fd made = made(directory, name, Stat.S_IFDIR)) {
      attributing.all(made, tree.stat(made), attributes);
    }
    if (kept + path.length() <= MOST_KEPT) {
      kept += path.length();
      directories.add(new Made(path, attributes));
    }
  }

  /**
   * What was just made by its name, or what somebody put there since: of the same kind at least.
   */
  private Fd made(TreeWalk directory, String name, int type) throws KernelException {
    Fd place = tree.place(directory.place(), name);
    try {
      if (tree.stat(place).type() == type) {
        return place;
      }
    } catch (KernelException failed) {
      place.close();
      throw failed;
    }
    place.close();
    throw ContainerTree.failure(Errno.EAGAIN, name, "somebody replaced it while it was copied");
  }

  private void file(TreeWalk directory, String name, TarAttributes attributes, long size)
      throws KernelException {
    Fd made =
        tree.files().open(directory.place(), ContainerTree.name(name), NEW_FILE, 0600, ONE_STEP);
    file = Optional.of(made);
    fileAttributes = attributes;
    left = size;
    if (size == 0) {
      finishFile(made);
    }
  }

  private void finishFile(Fd open) throws KernelException {
    try (open) {
      Stat stat = tree.stat(open);
      attributing.all(open, stat, fileAttributes);
      attributing.times(open, stat, fileAttributes);
    } finally {
      file = Optional.empty();
    }
  }

  private void hardLink(
      TreeWalk directory, String name, String path, TarEntry entry, TarAttributes attributes)
      throws KernelException {
    String target;
    try {
      target = new TarEntry(entry.link(), Kind.FILE, "", 0).path();
    } catch (MalformedBody out) {
      throw breakout("hardlink", path, entry);
    }
    try (TreeWalk linked = TreeWalk.to(tree, destination + "/" + target, false)) {
      if (!tree.ids().owns(linked.stat().owner())) {
        throw ContainerTree.denied(linked.path());
      }
      tree.inodes().link(linked.place(), directory.place(), ContainerTree.name(name));
      attributing.all(linked.place(), linked.stat(), attributes);
      attributing.times(linked.place(), linked.stat(), attributes);
    }
  }

  private void symbolicLink(
      TreeWalk directory, String name, String path, TarEntry entry, TarAttributes attributes)
      throws KernelException {
    if (leadsOut(path, entry.link())) {
      throw breakout("symlink", path, entry);
    }
    tree.inodes()
        .symbolicLink(
            ContainerTree.name(entry.link()), directory.place(), ContainerTree.name(name));
    try (Fd made = made(directory, name, Stat.S_IFLNK)) {
      Stat stat = tree.stat(made);
      attributing.owner(made, stat, attributes);
      attributing.times(made, stat, attributes);
    }
  }

  /**
   * The engine refuses such links by their text, and clients do not send them; what follows one
   * would stay in the container either way.
   */
  private boolean leadsOut(String path, String link) {
    String directory = path.substring(0, path.lastIndexOf('/'));
    return !AskedPath.of(directory + "/" + link).absolute().startsWith(destination);
  }

  private static MalformedBody breakout(String kind, String path, TarEntry entry) {
    return new MalformedBody("invalid %s \"%s\" -> \"%s\"".formatted(kind, path, entry.link()));
  }

  private void pipe(TreeWalk directory, String name, TarAttributes attributes)
      throws KernelException {
    tree.inodes().pipe(directory.place(), ContainerTree.name(name), 0600);
    try (Fd made = made(directory, name, Stat.S_IFIFO)) {
      Stat stat = tree.stat(made);
      attributing.all(made, stat, attributes);
      attributing.times(made, stat, attributes);
    }
  }

  @Override
  public void close() {
    file.ifPresent(Fd::close);
    forgetParent();
  }

  /** A directory where none may be, or the other way round. */
  static final class Unreplaceable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreplaceable(String message) {
      super(message);
    }
  }

  /** Reads an archive into an extraction; what fails is thrown once the reader has returned. */
  static final class Unpacking implements TarReader.Contents {
    private final TarReader reader = new TarReader(this);
    private final TreeExtraction extraction;

    Unpacking(TreeExtraction extraction) {
      this.extraction = extraction;
    }

    void feed(ByteBuffer part) throws IOException {
      try {
        reader.feed(part);
      } catch (Failed failed) {
        throw failed.reason;
      }
    }

    void end() throws IOException {
      reader.end();
      extraction.end();
    }

    @Override
    public void entry(TarEntry entry) {
      try {
        extraction.entry(entry, reader.attributes());
      } catch (IOException failed) {
        throw new Failed(failed);
      }
    }

    @Override
    public void content(ByteBuffer part) {
      try {
        extraction.content(part);
      } catch (IOException failed) {
        throw new Failed(failed);
      }
    }

    private static final class Failed extends RuntimeException {
      private static final long serialVersionUID = 1L;
      private final IOException reason;

      Failed(IOException reason) {
        super(reason);
        this.reason = reason;
      }
    }
  }
}
