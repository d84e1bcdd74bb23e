package dev.cofferdam.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The engine as Debian packages it.
 *
 * <p>Installing it must not start Debian's own service, now or at the next boot: two engines on one
 * host break each other's bridge. What starts services are four programs that the packages' scripts
 * call by name, so this one installation finds other ones of these names first on its path. No
 * setting of the host changes for that, not even for a moment, and `systemctl enable docker` works
 * as ever.
 */
final class DebianPackages {
  static final String SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final List<String> STAND_INS =
      List.of("invoke-rc.d", "deb-systemd-invoke", "deb-systemd-helper", "update-rc.d");

  private DebianPackages() {}

  static boolean engineInstalled() {
    return onPath("dockerd");
  }

  private static boolean onPath(String program) {
    return List.of(SEARCH_PATH.split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  static void installEngine(Path scratch, PrintWriter out)
      throws IOException, CommandFailure, InterruptedException {
    if (!onPath("apt-get")) {
      throw new CommandFailure(
          "This system has no apt-get: install a Docker Engine in its own way, and run this again.");
    }
    Path standIns = Files.createTempDirectory(scratch, "install");
    try {
      for (String name : STAND_INS) {
        writeStandIn(standIns.resolve(name), name);
      }
      apt(standIns, out, List.of("update"));
      List<String> packages = new ArrayList<>(List.of("docker.io"));
      if (!onPath("docker") && available("docker-cli")) {
        packages.add("docker-cli");
      }
      List<String> install = new ArrayList<>(List.of("install", "--no-install-recommends"));
      install.addAll(packages);
      apt(standIns, out, install);
    } finally {
      for (String name : STAND_INS) {
        Files.deleteIfExists(standIns.resolve(name));
      }
      Files.delete(standIns);
    }
    if (!engineInstalled()) {
      throw new CommandFailure("docker.io was installed, but dockerd is still not there.");
    }
  }

  /** From Debian 13 on, the client is a package of its own. */
  private static boolean available(String name) throws InterruptedException {
    try {
      return !Command.output(List.of("apt-cache", "show", name)).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static void writeStandIn(Path file, String name) throws IOException {
    try (InputStream in = DebianPackages.class.getResourceAsStream("install/" + name)) {
      if (in == null) {
        throw new IOException("install/" + name + " is missing from the program");
      }
      Files.copy(in, file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void apt(Path standIns, PrintWriter out, List<String> arguments)
      throws IOException, CommandFailure, InterruptedException {
    String path = standIns + ":" + SEARCH_PATH;
    List<String> command =
        new ArrayList<>(List.of("apt-get", "-y", "-q", "-o", "DPkg::Path=" + path));
    command.addAll(arguments);
    out.println("  " + String.join(" ", command));
    out.flush();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(Map.of("PATH", path, "DEBIAN_FRONTEND", "noninteractive", "LC_ALL", "C.UTF-8"));
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new CommandFailure(
          "apt-get %s ended with status %d; its own words are above."
              .formatted(arguments.getFirst(), status));
    }
  }
}
