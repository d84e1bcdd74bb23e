package dev.cofferdam.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A thread for what a thread cannot take back: it ends, and its namespaces and ids with it. */
public final class OwnThread {
  private OwnThread() {}

  public static <T> T call(Callable<T> task) throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = Thread.ofPlatform().start(future);
    thread.join();
    return future.get();
  }
}
