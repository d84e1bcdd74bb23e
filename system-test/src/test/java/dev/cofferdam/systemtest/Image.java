package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image made from nothing but a static busybox, because no registry is within reach. */
final class Image {
  private static final Path BUSYBOX = Path.of("/bin/busybox");

  private Image() {}

  /** Writes its root file system as a tar archive. */
  static Path archive(Path home) {
    if (!Files.isExecutable(BUSYBOX)) {
      throw new IllegalStateException("no /bin/busybox: apt-get install busybox-static");
    }
    try {
      Path root = Files.createDirectory(home.resolve("image"));
      Path bin = Files.createDirectory(root.resolve("bin"));
      Path etc = Files.createDirectory(root.resolve("etc"));
      Files.createDirectory(root.resolve("tmp"));
      Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/:/bin/sh\n");
      Files.copy(BUSYBOX, bin.resolve("busybox"));
      for (String applet : Command.of("/bin/busybox", "--list").orFail().split("\n")) {
        if (!applet.equals("busybox")) {
          Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
      }
      Path archive = home.resolve("image.tar");
      Command.of("tar", "-C", root.toString(), "-cf", archive.toString(), ".").orFail();
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The label makes two images of the same content differ in their id. */
  static void load(Docker docker, Path archive, String reference) {
    docker.orFail(
        "import",
        "--change",
        "LABEL made-as=" + reference,
        "--change",
        "CMD [\"sh\"]",
        archive.toString(),
        reference);
  }
}
