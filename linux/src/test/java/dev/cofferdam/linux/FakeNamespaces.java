package dev.cofferdam.linux;

/** Namespaces that nobody is in. */
public final class FakeNamespaces implements Namespaces {
  private final FakeCalls calls;

  FakeNamespaces(FakeCalls calls) {
    this.calls = calls;
  }

  @Override
  public void unshareMounts() throws KernelException {
    calls.record("unshare", "mounts");
  }

  @Override
  public void unshareDirectories() throws KernelException {
    calls.record("unshare", "directories");
  }

  @Override
  public void enter(Fd namespace, int type) throws KernelException {
    calls.record("enter", namespace + " " + Integer.toHexString(type));
  }

  @Override
  public Fd ownerOf(Fd namespace) throws KernelException {
    calls.record("ownerOf", namespace.toString());
    return calls.descriptor();
  }

  @Override
  public Fd newUser(String uids, String gids) throws KernelException {
    calls.record("newUser", (uids + gids).replace('\n', ';'));
    return calls.descriptor();
  }
}
