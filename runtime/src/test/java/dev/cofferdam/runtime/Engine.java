package dev.cofferdam.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import dev.cofferdam.userns.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an engine does for a container before it calls the runtime: layers in a directory, and an
 * overlay of them. It is mounted in the mount namespace of the calling thread, which has to be one
 * of its own.
 */
record Engine(Path data) {
  /** The layer {@code number} of an image, made if it is not there. */
  Path layer(int number) throws IOException {
    return Files.createDirectories(data.resolve("layer-" + number + "/diff"));
  }

  Path upper() {
    return data.resolve("container/diff");
  }

  Path merged() {
    return data.resolve("container/merged");
  }

  /** Takes the thread into a mount namespace of its own. */
  static void apart() throws IOException {
    Kernel.real().namespaces().unshareMounts();
    Kernel.real()
        .mounts()
        .mount("none", Name.of("/"), "", Mounts.MS_REC | Mounts.MS_SLAVE, Name.NONE);
  }

  /**
   * Mounts the container's root.
   *
   * @param layers how many there are; the last made is the top one
   */
  Path mount(int layers) throws IOException {
    List<String> lowers = new ArrayList<>();
    for (int i = layers - 1; i >= 0; i--) {
      lowers.add(layer(i).toString());
    }
    return mount(
        "lowerdir=%s,upperdir=%s,workdir=%s"
            .formatted(String.join(":", lowers), upper(), data.resolve("container/work")));
  }

  Path mount(String options) throws IOException {
    Files.createDirectories(upper());
    Files.createDirectories(data.resolve("container/work"));
    Files.createDirectories(merged());
    Kernel.real()
        .mounts()
        .mount("overlay", Name.of(merged().toString()), "overlay", 0, Name.of(options));
    return merged();
  }

  /** Makes the container's changes the layer {@code number} of an image. */
  void commit(int number) throws IOException {
    Kernel.real().mounts().unmount(Name.of(merged().toString()), 0);
    Files.createDirectories(data.resolve("layer-" + number));
    Files.move(upper(), data.resolve("layer-" + number + "/diff"));
  }

  /** What a shell prints in a user namespace, in the thread's mount namespace. */
  static String inside(Maps maps, int id, Foundation.Laid laid, String script) throws Exception {
    try (Fd namespace =
        Kernel.real().namespaces().newUser(maps.uids().text(), maps.gids().text())) {
      return run(
          "nsenter",
          "--user=/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.number(),
          "--setuid=" + id,
          "--setgid=" + id,
          "sh",
          "-euc",
          "cd " + laid.root() + "\n" + script);
    }
  }

  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    return output.strip();
  }
}
