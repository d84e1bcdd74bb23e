package dev.cofferdam.gateway;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * SIGHUP, which asks a daemon to read its configuration again.
 *
 * <p>{@code sun.misc.Signal} is the one way to a signal that Java has, in a module that is exported
 * and supported (jdk.unsupported, JEP 260). It is called by reflection because the compiler's
 * warning of it cannot be suppressed. A process that was started with SIGHUP ignored (nohup) keeps
 * ignoring it.
 */
final class Hangup {
  private Hangup() {}

  /** From now on each SIGHUP runs this, on a thread of its own. */
  static void onEach(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object handle =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, handle);
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      Log.info("SIGHUP is not listened to: " + unavailable);
    }
  }
}
