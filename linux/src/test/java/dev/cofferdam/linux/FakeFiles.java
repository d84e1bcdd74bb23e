package dev.cofferdam.linux;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that are what a test says they are, by name and whatever the directory; every name can be
 * opened.
 */
public final class FakeFiles implements Files {
  /** What is known of a file, by name; a directory of root's where nothing was put. */
  public final Map<Name, Stat> stats = new ConcurrentHashMap<>();

  /** Where links point. */
  public final Map<Name, Name> links = new ConcurrentHashMap<>();

  /** Whether every file system is read-only. */
  public volatile boolean readOnly;

  private final FakeCalls calls;

  FakeFiles(FakeCalls calls) {
    this.calls = calls;
  }

  /** A file of this type and owner. */
  public static Stat stat(int mode, Owner owner, FileId id) {
    return new Stat(mode, owner, 1, 0, id, 0, Instant.EPOCH, false);
  }

  @Override
  public Fd open(Fd directory, Name name, int flags, int mode, int resolve) throws KernelException {
    calls.record("open", name.toString());
    return calls.descriptor();
  }

  @Override
  public Stat stat(Fd directory, Name name, int flags) throws KernelException {
    calls.record("stat", name.toString());
    Stat known = stats.get(name);
    return known != null ? known : stat(Stat.S_IFDIR, Owner.ROOT, new FileId(1, 1, 1));
  }

  @Override
  public List<Name> names(Fd directory) throws KernelException {
    calls.record("names", directory.toString());
    return List.copyOf(stats.keySet());
  }

  @Override
  public Name readLink(Fd directory, Name name) throws KernelException {
    calls.record("readLink", name.toString());
    Name target = links.get(name);
    if (target == null) {
      throw new KernelException("readLink", name.toString(), Errno.EINVAL, "not a link");
    }
    return target;
  }

  @Override
  public void chown(Fd directory, Name name, Owner owner, int flags) throws KernelException {
    calls.record("chown", name + " " + owner.uid() + ":" + owner.gid());
  }

  @Override
  public void chmod(Fd file, int permissions) throws KernelException {
    calls.record("chmod", file + " " + Integer.toOctalString(permissions));
  }

  @Override
  public void makeDirectory(Fd directory, Name name, int permissions) throws KernelException {
    calls.record("makeDirectory", name.toString());
  }

  @Override
  public void unlink(Fd directory, Name name, int flags) throws KernelException {
    calls.record("unlink", name.toString());
  }

  @Override
  public boolean isReadOnly(Fd file) throws KernelException {
    calls.record("isReadOnly", file.toString());
    return readOnly;
  }

  @Override
  public void changeTo(Fd directory) throws KernelException {
    calls.record("changeTo", directory.toString());
  }

  @Override
  public Sweep sweep() {
    return new FakeSweep(this);
  }
}
