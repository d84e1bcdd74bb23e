package dev.cofferdam.linux;

/** A thread that is who it was told to be. */
public final class FakeCredentials implements Credentials {
  /** Whom it acts as. */
  public volatile Owner owner = Owner.ROOT;

  public volatile int bits;

  private volatile Capabilities capabilities = new Capabilities(-1, -1, 0);
  private final FakeCalls calls;

  FakeCredentials(FakeCalls calls) {
    this.calls = calls;
  }

  @Override
  public Owner actAs(Owner wanted) throws KernelException {
    calls.record("actAs", wanted.uid() + ":" + wanted.gid());
    Owner before = owner;
    owner = wanted;
    return before;
  }

  @Override
  public int secureBits() {
    return bits;
  }

  @Override
  public void setSecureBits(int wanted) throws KernelException {
    calls.record("setSecureBits", Integer.toString(wanted));
    bits = wanted;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public void setCapabilities(Capabilities wanted) throws KernelException {
    calls.record("setCapabilities", Long.toHexString(wanted.effective()));
    capabilities = wanted;
  }
}
