package dev.cofferdam.runtime;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import java.util.Optional;

/**
 * An overlay of layers that are attached nowhere, given by descriptor: Linux 6.15, and one line in
 * the mount table however many layers there are.
 */
record DetachedOverlay(Kernel kernel, OverlayMount overlay, Layers layers, Owner containerRoot) {
  /** The overlay, attached nowhere either. */
  Fd made() throws KernelException {
    Mounts mounts = kernel.mounts();
    try (Fd context = mounts.open("overlay")) {
      mounts.set(context, "source", Name.of("overlay"));
      for (Fd lower : layers.lowers()) {
        mounts.set(context, "lowerdir+", lower);
      }
      for (Fd data : layers.data()) {
        mounts.set(context, "datadir+", data);
      }
      Optional<Layers.Writable> writable = layers.writable();
      if (writable.isPresent()) {
        Layers.Writable copy = writable.get();
        mounts.set(context, "upperdir", layers.within(kernel, copy, copy.upper()));
        mounts.set(context, "workdir", layers.within(kernel, copy, copy.work()));
      }
      for (OverlayMount.Setting setting : overlay.settings()) {
        if (setting.value().isEmpty()) {
          mounts.set(context, setting.name());
        } else {
          mounts.set(context, setting.name(), setting.value());
        }
      }
      try (ActingAs _ = ActingAs.of(kernel.credentials(), containerRoot)) {
        mounts.create(context);
      }
      return mounts.mount(context, overlay.attributes());
    }
  }
}
