package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel by way of libc. Layouts and numbers are those of 64-bit Linux, the same on x86_64 and
 * aarch64 (asm-generic); glibc and musl agree on all of them.
 */
final class Libc implements Kernel {
  static final Libc INSTANCE = new Libc();

  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERPIDFD = 77; // Linux 6.5

  /** Long enough for any text of glibc and musl. */
  private static final int DESCRIPTION_BYTES = 256;

  private static final Call GETSOCKOPT =
      new Call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  // The POSIX strerror_r under the name that glibc and musl share: glibc's plain name is the GNU
  // variant, which returns a pointer.
  private static final Call STRERROR =
      new Call("__xpg_strerror_r", JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);

  private Libc() {}

  @Override
  public Datagram connectDatagram(Path socket, Duration sendTimeout) throws KernelException {
    return UnixDatagram.connect(socket, sendTimeout);
  }

  @Override
  public Optional<Pidfd> peerPidfd(int socketFd) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      Call.Outcome outcome =
          GETSOCKOPT.invoke(arena, socketFd, SOL_SOCKET, SO_PEERPIDFD, value, length);
      if (outcome.failed() && outcome.errno() == Errno.ENOPROTOOPT) {
        return Optional.empty();
      }
      if (outcome.failed()) {
        throw failure("getsockopt SO_PEERPIDFD", "fd " + socketFd, outcome.errno());
      }
      return Optional.of(new OpenPidfd(value.get(JAVA_INT, 0)));
    }
  }

  @Override
  public Optional<Account> accountByUid(long uid) throws KernelException {
    return Nss.accountByUid(uid);
  }

  @Override
  public Optional<Account> accountByName(String name) throws KernelException {
    return Nss.accountByName(name);
  }

  @Override
  public List<String> groupsOf(String user, long gid) throws KernelException {
    return Nss.groupsOf(user, gid);
  }

  @Override
  public Optional<Group> groupByName(String name) throws KernelException {
    return Nss.groupByName(name);
  }

  @Override
  public Optional<Group> groupByGid(long gid) throws KernelException {
    return Nss.groupByGid(gid);
  }

  @Override
  public List<Account> accounts() {
    return Nss.accounts();
  }

  @Override
  public RuntimeException execve(Path program, List<String> argv, Map<String, String> environment)
      throws KernelException {
    throw Exec.execve(program, argv, environment);
  }

  @Override
  public ResourceLimit limit(int resource) throws KernelException {
    return Limits.get(resource);
  }

  @Override
  public void setLimit(int resource, ResourceLimit limit) throws KernelException {
    Limits.set(resource, limit);
  }

  @Override
  public Files files() {
    return FileCalls.INSTANCE;
  }

  @Override
  public Mounts mounts() {
    return MountCalls.INSTANCE;
  }

  @Override
  public Namespaces namespaces() {
    return NamespaceCalls.INSTANCE;
  }

  @Override
  public Credentials credentials() {
    return CredentialCalls.INSTANCE;
  }

  @Override
  public Seccomp seccomp() {
    return SeccompCalls.INSTANCE;
  }

  @Override
  public AuditStream auditStream() throws KernelException {
    return AuditNetlink.open();
  }

  static KernelException failure(String operation, String object, int errno) {
    return new KernelException(operation, object, errno, describe(errno));
  }

  static String describe(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(JAVA_BYTE, DESCRIPTION_BYTES);
      // An unknown number fails with EINVAL and still fills in "Unknown error NNN".
      STRERROR.invoke(arena, errno, text, text.byteSize());
      String description = text.getString(0);
      return description.isEmpty() ? "error " + errno : description;
    }
  }
}
