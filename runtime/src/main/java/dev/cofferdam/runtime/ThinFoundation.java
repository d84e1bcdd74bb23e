package dev.cofferdam.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user namespace alone, for a root whose owners need no other. */
final class ThinFoundation implements Foundation {
  @Override
  public Laid lay(Order order) throws RuntimeFailure, IOException {
    if (order.namespace().of().isPresent()) {
      return new Laid(
          order.root(),
          Path.of("/proc/" + order.namespace().of().get() + "/ns/user"),
          order.sources());
    }
    Process child =
        new ProcessBuilder("unshare", "--user", "sh", "-c", "echo; exec sleep 3").start();
    if (child.getInputStream().read() < 0) {
      throw new RuntimeFailure("no user namespace could be made");
    }
    Path proc = Path.of("/proc/" + child.pid());
    Files.writeString(proc.resolve("uid_map"), order.namespace().maps().uids().text());
    Files.writeString(proc.resolve("gid_map"), order.namespace().maps().gids().text());
    return new Laid(order.root(), proc.resolve("ns/user"), order.sources());
  }
}
