package dev.cofferdam.linux;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** What the parts of a fake kernel share: the record of calls, descriptors, failures. */
public final class FakeCalls {
  private static final int FIRST = 1000;

  /** The descriptors that nobody has closed. */
  public final Set<Integer> open = new ConcurrentSkipListSet<>();

  private final List<String> calls;
  private final AtomicInteger next = new AtomicInteger(FIRST);
  private final AtomicInteger remaining = new AtomicInteger(-1);
  private volatile int errnoAfter;
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  FakeCalls(List<String> calls) {
    this.calls = calls;
  }

  /**
   * Lets every call whose record begins with this fail.
   *
   * @param beginning as {@code open /etc}
   */
  public void fail(String beginning, int errno) {
    failures.put(beginning, errno);
  }

  public void repair(String beginning) {
    failures.remove(beginning);
  }

  /**
   * Lets one call fail, whichever it is.
   *
   * @param call how many go well before it; negative for none
   */
  public void failAfter(int call, int errno) {
    remaining.set(call);
    errnoAfter = errno;
  }

  void record(String operation, String object) throws KernelException {
    String call = operation + " " + object;
    calls.add(call);
    if (remaining.getAndDecrement() == 0) {
      throw new KernelException(operation, object, errnoAfter, "made to fail");
    }
    for (Map.Entry<String, Integer> failure : failures.entrySet()) {
      if (call.startsWith(failure.getKey())) {
        throw new KernelException(operation, object, failure.getValue(), "made to fail");
      }
    }
  }

  Fd descriptor() {
    int number = next.getAndIncrement();
    open.add(number);
    return new Fd(number, open::remove);
  }
}
