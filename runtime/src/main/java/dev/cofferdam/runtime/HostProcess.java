package dev.cofferdam.runtime;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.FileId;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.userns.IdMap;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.UsernsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Another container's first process, whose namespaces are to be joined. */
record HostProcess(Kernel kernel, long pid) {
  private static final Path OWN = Path.of("/proc/self/ns/user");

  /** Its user namespace; empty where that is this process's own. */
  Optional<UserNamespace> userNamespace() throws RuntimeFailure {
    Path proc = Path.of("/proc/" + pid);
    try {
      Path its = Files.readSymbolicLink(proc.resolve("ns/user"));
      if (its.equals(Files.readSymbolicLink(OWN))) {
        return Optional.empty();
      }
      Maps maps =
          new Maps(
              IdMap.parse(Files.readString(proc.resolve("uid_map"))),
              IdMap.parse(Files.readString(proc.resolve("gid_map"))));
      return Optional.of(new UserNamespace(maps, Optional.of(pid)));
    } catch (IOException | UsernsException e) {
      throw new RuntimeFailure(
          "the container whose namespaces are joined (pid " + pid + ") has ended: start it first",
          e);
    }
  }

  /**
   * Whether its network belongs to its user namespace, so that one can mount sysfs for it there.
   */
  boolean ownsItsNetwork() throws RuntimeFailure {
    try (Fd network = open("ns/net");
        Fd owner = kernel.namespaces().ownerOf(network);
        Fd user = open("ns/user")) {
      return id(owner).equals(id(user));
    } catch (KernelException e) {
      throw new RuntimeFailure(
          "the network of the container that is joined cannot be looked at: " + e.getMessage(), e);
    }
  }

  private FileId id(Fd namespace) throws KernelException {
    return kernel.files().stat(namespace, Name.NONE, dev.cofferdam.linux.Files.AT_EMPTY_PATH).id();
  }

  private Fd open(String file) throws KernelException {
    Name name = Name.of("/proc/" + pid + "/" + file);
    return kernel
        .files()
        .open(Fd.WORKING_DIRECTORY, name, dev.cofferdam.linux.Files.O_RDONLY, 0, 0);
  }
}
