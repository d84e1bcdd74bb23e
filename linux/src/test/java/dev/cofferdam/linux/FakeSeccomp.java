package dev.cofferdam.linux;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Filters that hold for nobody: what was installed is kept for a test to look at. */
public final class FakeSeccomp implements Seccomp {
  /** What a call installed. */
  public record Installed(List<Byte> program, int flags) {
    public Installed {
      program = List.copyOf(program);
    }
  }

  public final List<Installed> installed = new CopyOnWriteArrayList<>();

  /** The actions that this kernel does not know. */
  public final Set<Integer> unknown = ConcurrentHashMap.newKeySet();

  private volatile Optional<KernelException> failure = Optional.empty();

  /** Lets every call fail. */
  public void fail(KernelException with) {
    failure = Optional.of(with);
  }

  @Override
  public void install(byte[] program, int flags) throws KernelException {
    throwIfBroken();
    List<Byte> bytes = new CopyOnWriteArrayList<>();
    for (byte each : program) {
      bytes.add(each);
    }
    installed.add(new Installed(bytes, flags));
  }

  @Override
  public boolean knows(int action) throws KernelException {
    throwIfBroken();
    return !unknown.contains(action);
  }

  private void throwIfBroken() throws KernelException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
