package dev.cofferdam.linux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** A {@link Sweep} of fake files, by their other calls. */
final class FakeSweep implements Sweep {
  private final FakeFiles files;
  private final Set<Fd> done = new HashSet<>();
  private final Deque<Name> names = new ArrayDeque<>();
  private Fd directory = Fd.WORKING_DIRECTORY;
  private Name name = Name.NONE;
  private Stat stat = FakeFiles.stat(0, Owner.ROOT, new FileId(0, 0, 0));

  FakeSweep(FakeFiles files) {
    this.files = files;
  }

  @Override
  public boolean read(Fd from) throws KernelException {
    directory = from;
    if (done.add(from)) {
      names.addAll(files.names(from));
    }
    return !names.isEmpty();
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public boolean next() {
    boolean more = !names.isEmpty();
    if (more) {
      name = names.removeFirst();
    }
    return more;
  }

  @Override
  public Name name() {
    return name;
  }

  @Override
  public void stat() throws KernelException {
    stat = files.stat(directory, name, Files.AT_SYMLINK_NOFOLLOW);
  }

  @Override
  public int type() {
    return stat.type();
  }

  @Override
  public boolean isOf(Owner owner) {
    return stat.owner().equals(owner);
  }

  @Override
  public long links() {
    return stat.links();
  }

  @Override
  public FileId id() {
    return stat.id();
  }

  @Override
  public boolean isInMountOf(FileId other) {
    return stat.id().device() == other.device() && stat.id().mount() == other.mount();
  }

  @Override
  public void chown(Owner owner) throws KernelException {
    files.chown(directory, name, owner, Files.AT_SYMLINK_NOFOLLOW);
  }

  @Override
  public void close() {
    names.clear();
  }
}
