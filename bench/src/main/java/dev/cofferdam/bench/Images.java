package dev.cofferdam.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** Images and archives from nothing: busybox, and a file of a size with nothing to compress. */
final class Images {
  private final Path directory;
  private final Path engine;

  Images(Path directory, Path engine) {
    this.directory = directory;
    this.engine = engine;
  }

  /** Imports the image foobar, which holds a shell and its tools. */
  void foobar() throws IOException, InterruptedException {
    Path bin = Files.createDirectories(directory.resolve("foobar/bin"));
    Files.createDirectories(directory.resolve("foobar/tmp"));
    Path busybox = bin.resolve("busybox");
    Files.copy(Path.of("/bin/busybox"), busybox);
    for (String applet : List.of("sh", "dd", "sleep", "cat", "echo")) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
    importTar(tar("foobar"), "foobar");
  }

  /**
   * @return an archive of a Dockerfile and {@code big/data}, which is also imported as the image
   *     big
   */
  Path big(long bytes) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(directory.resolve("big-tree/big"));
    Files.writeString(directory.resolve("big-tree/Dockerfile"), "FROM scratch\nLABEL built=yes\n");
    byte[] block = new byte[1 << 20];
    new Random(1).nextBytes(block);
    try (var out = Files.newOutputStream(folder.resolve("data"))) {
      for (long written = 0; written < bytes; written += block.length) {
        out.write(block);
      }
    }
    Path tar = tar("big-tree");
    Files.delete(folder.resolve("data"));
    importTar(tar, "big");
    return tar;
  }

  /** The same archive compressed by gzip. */
  Path compressed(Path tar) throws IOException {
    Path gzip = directory.resolve(tar.getFileName() + ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip), 1 << 16)) {
      Files.copy(tar, out);
    }
    return gzip;
  }

  private void importTar(Path tar, String name) throws IOException {
    try (Api api = new Api(engine)) {
      api.upload("POST", "/images/create?fromSrc=-&repo=" + name + "&tag=latest", tar);
    }
  }

  private Path tar(String tree) throws IOException, InterruptedException {
    Path tar = directory.resolve(tree + ".tar");
    List<String> command =
        new ArrayList<>(List.of("tar", "--sort=name", "--owner=0", "--group=0", "-C"));
    command.addAll(List.of(directory.resolve(tree).toString(), "-cf", tar.toString(), "."));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("tar failed");
    }
    return tar;
  }
}
