package dev.cofferdam.runtime;

import dev.cofferdam.userns.IdMap;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.UsernsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Another container's first process, whose namespaces are to be joined. */
record HostProcess(long pid) {
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
}
