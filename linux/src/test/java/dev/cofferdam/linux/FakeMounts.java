package dev.cofferdam.linux;

/** Mounts that are written down and not made. */
public final class FakeMounts implements Mounts {
  private final FakeCalls calls;

  FakeMounts(FakeCalls calls) {
    this.calls = calls;
  }

  @Override
  public Fd copy(Fd directory, Name name, int flags) throws KernelException {
    calls.record("copy", name.toString());
    return calls.descriptor();
  }

  @Override
  public void idmap(Fd mount, int flags, Fd namespace) throws KernelException {
    calls.record("idmap", mount + " " + namespace);
  }

  @Override
  public void propagate(Fd mount, int flags, long propagation) throws KernelException {
    calls.record("propagate", mount + " " + Long.toHexString(propagation));
  }

  @Override
  public void move(Fd mount, Fd directory, Name name) throws KernelException {
    calls.record("move", mount + " " + name);
  }

  @Override
  public Fd open(String type) throws KernelException {
    calls.record("fsopen", type);
    return calls.descriptor();
  }

  @Override
  public void set(Fd context, String option, Name value) throws KernelException {
    calls.record("set", option + " " + value);
  }

  @Override
  public void set(Fd context, String option) throws KernelException {
    calls.record("set", option);
  }

  @Override
  public void set(Fd context, String option, Fd value) throws KernelException {
    calls.record("setFd", option + " " + value);
  }

  @Override
  public void create(Fd context) throws KernelException {
    calls.record("create", context.toString());
  }

  @Override
  public Fd mount(Fd context, int attributes) throws KernelException {
    calls.record("fsmount", Integer.toHexString(attributes));
    return calls.descriptor();
  }

  @Override
  public void mount(String source, Name target, String type, long flags, Name data)
      throws KernelException {
    calls.record("mount", type + " " + target + " " + data);
  }

  @Override
  public void unmount(Name target, int flags) throws KernelException {
    calls.record("unmount", target.toString());
  }
}
