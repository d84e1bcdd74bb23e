package dev.cofferdam.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;

/**
 * An overlay of layers that are attached to the stage while it is mounted, given by path: Linux
 * 5.19. The paths are short ones, from the directory that they are in, since all options together
 * have to be less than a page.
 */
record StagedOverlay(Kernel kernel, OverlayMount overlay, Layers layers, Owner containerRoot) {
  private static final String LAYERS = "layers";
  private static final String WRITABLE = "w";

  private static final long MS_NOATIME = 1 << 10;
  private static final long MS_NODIRATIME = 1 << 11;
  private static final long MS_NOSYMFOLLOW = 1 << 8;
  private static final long MS_STRICTATIME = 1 << 24;

  /** The attributes that are the same bits for mount(2). */
  private static final int SAME =
      Mounts.ATTR_RDONLY | Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC;

  /** Mounts it on a directory of the stage. */
  void on(Path target, Stage stage) throws KernelException {
    Mounts mounts = kernel.mounts();
    Files files = kernel.files();
    Name place = Name.of(stage.directory(LAYERS).toString());
    mounts.mount("cofferdam", place, "tmpfs", 0, Name.of("mode=0700,size=1m"));
    int flags = Files.O_PATH | Files.O_DIRECTORY;
    try (Fd here = files.open(Fd.WORKING_DIRECTORY, place, flags, 0, 0);
        Fd before = files.open(Fd.WORKING_DIRECTORY, Name.of("."), flags, 0, 0)) {
      Name options = options(here);
      files.changeTo(here);
      try (ActingAs _ = ActingAs.of(kernel.credentials(), containerRoot)) {
        Name name = Name.of(target.toString());
        mounts.mount("overlay", name, "overlay", mountFlags(overlay.attributes()), options);
      } finally {
        files.changeTo(before);
      }
    } finally {
      mounts.unmount(place, Mounts.MNT_DETACH);
    }
  }

  private Name options(Fd here) throws KernelException {
    ByteArrayOutputStream options = new ByteArrayOutputStream();
    int number = 0;
    String separator = "lowerdir=";
    for (Fd lower : layers.lowers()) {
      number = attach(options, here, lower, separator, number);
      separator = ":";
    }
    for (Fd data : layers.data()) {
      number = attach(options, here, data, "::", number);
    }
    if (layers.writable().isPresent()) {
      Layers.Writable copy = layers.writable().get();
      attach(here, copy.around(), WRITABLE);
      option(options, "upperdir", Name.of(WRITABLE).resolve(copy.upper()));
      option(options, "workdir", Name.of(WRITABLE).resolve(copy.work()));
    }
    for (OverlayMount.Setting setting : overlay.settings()) {
      option(options, setting.name(), setting.value());
    }
    return Name.of(options.toByteArray());
  }

  private int attach(ByteArrayOutputStream options, Fd here, Fd layer, String separator, int number)
      throws KernelException {
    String name = Integer.toString(number);
    attach(here, layer, name);
    options.writeBytes((separator + name).getBytes(UTF_8));
    return number + 1;
  }

  private void attach(Fd here, Fd layer, String name) throws KernelException {
    kernel.files().makeDirectory(here, Name.of(name), 0700);
    kernel.mounts().move(layer, here, Name.of(name));
  }

  /** A comma ends an option unless a backslash is before it. */
  private static void option(ByteArrayOutputStream options, String name, Name value) {
    options.writeBytes(("," + name).getBytes(UTF_8));
    if (!value.isEmpty()) {
      options.write('=');
    }
    for (byte each : value.bytes()) {
      if (each == '\\' || each == ',') {
        options.write('\\');
      }
      options.write(each);
    }
  }

  private static long mountFlags(int attributes) {
    long flags = attributes & SAME;
    flags |= (attributes & Mounts.ATTR_NOATIME) != 0 ? MS_NOATIME : 0;
    flags |= (attributes & Mounts.ATTR_NODIRATIME) != 0 ? MS_NODIRATIME : 0;
    flags |= (attributes & Mounts.ATTR_STRICTATIME) != 0 ? MS_STRICTATIME : 0;
    return flags | ((attributes & Mounts.ATTR_NOSYMFOLLOW) != 0 ? MS_NOSYMFOLLOW : 0);
  }
}
