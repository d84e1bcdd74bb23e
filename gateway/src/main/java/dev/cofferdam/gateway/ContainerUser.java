package dev.cofferdam.gateway;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.Stat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whom {@code copyUIDGID} gives files to: the user of a container's configuration, by the
 * container's own {@code /etc/passwd}. (The engine looks it up in the host's.)
 */
final class ContainerUser {
  /** Of an {@code /etc/passwd}; a container could have one without end. */
  private static final int MOST_BYTES = 1 << 20;

  private ContainerUser() {}

  /**
   * @param user {@code user[:group]}, of which the group does not count
   * @return nothing where no user is configured
   * @throws KernelException where it is not known, or its file cannot be read
   */
  static Optional<Owner> of(ContainerTree tree, String user) throws KernelException {
    String name = user.contains(":") ? user.substring(0, user.indexOf(':')) : user;
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Owner> known = find(passwd(tree), name);
    if (known.isPresent()) {
      return known;
    }
    if (isId(name)) {
      return Optional.of(new Owner(Long.parseLong(name), 0));
    }
    throw ContainerTree.failure(Errno.ENOENT, "/etc/passwd", "it has no user " + name);
  }

  static Optional<Owner> find(String passwd, String name) {
    for (String line : passwd.split("\n", -1)) {
      String[] fields = line.split(":", -1);
      if (fields.length == 7
          && (fields[0].equals(name) || fields[2].equals(name))
          && isId(fields[2])
          && isId(fields[3])) {
        return Optional.of(new Owner(Long.parseLong(fields[2]), Long.parseLong(fields[3])));
      }
    }
    return Optional.empty();
  }

  private static boolean isId(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) < Owner.UNCHANGED;
  }

  private static String passwd(ContainerTree tree) throws KernelException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(MOST_BYTES);
    try (TreeWalk found = TreeWalk.to(tree, "/etc/passwd", true)) {
      if (found.stat().type() != Stat.S_IFREG || !tree.ids().mayRead(found.stat())) {
        throw ContainerTree.denied("/etc/passwd");
      }
      try (Fd file = tree.inodes().reopen(found.place(), Files.O_RDONLY)) {
        while (bytes.hasRemaining() && tree.inodes().read(file, bytes) > 0) {
          // on
        }
      }
    }
    return StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
  }
}
