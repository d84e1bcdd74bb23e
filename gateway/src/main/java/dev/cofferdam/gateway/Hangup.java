package dev.cofferdam.gateway;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * SIGHUP, which asks a daemon to read its configuration again.
 *
 * <p>{@code sun.misc.Signal} is the one way to a signal that Java has, in a module that is exported
 * and supported (jdk.unsupported, JEP 260). It is called by method handles because the compiler's
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
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodHandle run =
          lookup
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object running =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      MethodHandle named =
          lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
      MethodHandle handle =
          lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler));
      MethodHandle install =
          MethodHandles.insertArguments(
              MethodHandles.filterArguments(handle, 0, named), 0, "HUP", running);
      MethodHandleProxies.asInterfaceInstance(
              Runnable.class, install.asType(MethodType.methodType(void.class)))
          .run();
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      Log.info("SIGHUP is not listened to: " + unavailable);
    }
  }
}
