package dev.cofferdam.runtime;

import dev.cofferdam.linux.Credentials;
import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Owner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** This machine's kernel without something that a newer one brought. */
final class LesserKernel {
  private LesserKernel() {}

  /** As before Linux 6.13. */
  static Kernel withoutLayersByDescriptor() {
    Mounts real = Kernel.real().mounts();
    Mounts mounts =
        proxy(
            Mounts.class,
            (method, arguments) -> {
              if (method.getName().equals("set")
                  && arguments.length == 3
                  && arguments[2] instanceof Fd) {
                throw new KernelException(
                    "fsconfig", String.valueOf(arguments[1]), Errno.EINVAL, "as it was before");
              }
              return method.invoke(real, arguments);
            });
    return with("mounts", mounts);
  }

  /** A thread that acts as who it is, whomever it is told to act as. */
  static Kernel whereAllActAsRoot() {
    Credentials real = Kernel.real().credentials();
    Credentials credentials =
        proxy(
            Credentials.class,
            (method, arguments) ->
                method.getName().equals("actAs") ? Owner.ROOT : method.invoke(real, arguments));
    return with("credentials", credentials);
  }

  private static Kernel with(String part, Object instead) {
    return proxy(
        Kernel.class,
        (method, arguments) ->
            method.getName().equals(part) ? instead : method.invoke(Kernel.real(), arguments));
  }

  private interface Answer {
    Object to(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return answer.to(method, arguments == null ? new Object[0] : arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
    return type.cast(proxy);
  }
}
