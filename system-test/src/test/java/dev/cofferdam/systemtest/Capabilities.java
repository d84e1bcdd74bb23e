package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The capabilities that this machine does not give even to root: some virtual machines and CI
 * runners take a few away.
 *
 * <p>dockerd 20.10 asks for every one that exists when it starts a {@code --privileged} container,
 * and runc then fails with "unable to apply caps". The engine of the tests asks for those that
 * there are.
 */
final class Capabilities {
  /** By bit, capabilities(7), Linux 5.9. */
  private static final List<String> NAMES =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "DAC_READ_SEARCH",
          "FOWNER",
          "FSETID",
          "KILL",
          "SETGID",
          "SETUID",
          "SETPCAP",
          "LINUX_IMMUTABLE",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_ADMIN",
          "NET_RAW",
          "IPC_LOCK",
          "IPC_OWNER",
          "SYS_MODULE",
          "SYS_RAWIO",
          "SYS_CHROOT",
          "SYS_PTRACE",
          "SYS_PACCT",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_NICE",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "MKNOD",
          "LEASE",
          "AUDIT_WRITE",
          "AUDIT_CONTROL",
          "SETFCAP",
          "MAC_OVERRIDE",
          "MAC_ADMIN",
          "SYSLOG",
          "WAKE_ALARM",
          "BLOCK_SUSPEND",
          "AUDIT_READ",
          "PERFMON",
          "BPF",
          "CHECKPOINT_RESTORE");

  private Capabilities() {}

  static List<String> missing() {
    BigInteger bounding = boundingSet();
    List<String> missing = new ArrayList<>();
    for (int bit = 0; bit < NAMES.size(); bit++) {
      if (!bounding.testBit(bit)) {
        missing.add("CAP_" + NAMES.get(bit));
      }
    }
    return missing;
  }

  private static BigInteger boundingSet() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("CapBnd:"))
          .map(line -> new BigInteger(line.substring(7).strip(), 16))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an OCI runtime that takes the missing ones out of the bundle before runc sees it. */
  static Path runtimeWithout(List<String> missing, Path home) {
    StringBuilder script = new StringBuilder("#!/bin/sh\nlast=\nfor word in \"$@\"; do\n");
    script.append("  if [ \"$last\" = --bundle ]; then\n    sed -i");
    for (String name : missing) {
      script.append(" -e 's/\"").append(name).append("\",//g'");
      script.append(" -e 's/,\"").append(name).append("\"//g'");
    }
    script.append(" \"$word/config.json\"\n  fi\n  last=$word\ndone\nexec runc \"$@\"\n");
    try {
      Path file = home.resolve("runtime");
      Files.writeString(file, script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
