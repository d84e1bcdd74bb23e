package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Users and groups as nsswitch.conf(5) says, so that those of LDAP and SSSD are found as well as
 * those of /etc/passwd.
 */
final class Nss {
  // struct passwd: char *name, char *passwd, uid_t, gid_t, char *gecos, char *dir, char *shell
  private static final long PASSWD_BYTES = 48;
  private static final long PW_NAME = 0;
  private static final long PW_UID = 16;
  private static final long PW_GID = 20;

  // struct group: char *name, char *passwd, gid_t, char **members
  private static final long GROUP_BYTES = 32;
  private static final long GR_NAME = 0;
  private static final long GR_GID = 16;
  private static final long GR_MEM = 24;

  /**
   * A group of ten thousand members takes about 100 KB; past the second number something is off.
   */
  private static final int FIRST_BUFFER = 4 << 10;

  private static final int LARGEST_BUFFER = 64 << 20;
  private static final int FIRST_GROUPS = 64;

  /** NGROUPS_MAX in limits.h, Linux 2.6.4. */
  private static final int MOST_GROUPS = 65536;

  private static final Call GETPWUID =
      new Call("getpwuid_r", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final Call GETPWNAM =
      new Call("getpwnam_r", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final Call GETGRGID =
      new Call("getgrgid_r", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final Call GETGRNAM =
      new Call("getgrnam_r", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final Call GETGROUPLIST =
      new Call("getgrouplist", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);

  // The position is one for the whole process, and the entry is in memory that the next call uses.
  private static final ReentrantLock ENUMERATION = new ReentrantLock();
  private static final Call SETPWENT = Call.ofNothing("setpwent");
  private static final Call GETPWENT = new Call("getpwent", JAVA_LONG); // a pointer, as a number
  private static final Call ENDPWENT = Call.ofNothing("endpwent");

  private Nss() {}

  static Optional<Account> accountByUid(long uid) throws KernelException {
    return find("getpwuid", GETPWUID, id(uid), PASSWD_BYTES, Nss::account);
  }

  static Optional<Account> accountByName(String name) throws KernelException {
    return find("getpwnam", GETPWNAM, name, PASSWD_BYTES, Nss::account);
  }

  static Optional<Group> groupByName(String name) throws KernelException {
    return find("getgrnam", GETGRNAM, name, GROUP_BYTES, Nss::group);
  }

  static Optional<Group> groupByGid(long gid) throws KernelException {
    return find("getgrgid", GETGRGID, id(gid), GROUP_BYTES, Nss::group);
  }

  static List<Account> accounts() {
    List<Account> accounts = new ArrayList<>();
    ENUMERATION.lock();
    try (Arena arena = Arena.ofConfined()) {
      SETPWENT.invoke(arena);
      // The end is a null pointer, with an errno of which the manual page promises nothing.
      for (long entry = next(arena); entry != 0; entry = next(arena)) {
        accounts.add(account(unbounded(MemorySegment.ofAddress(entry))));
      }
      ENDPWENT.invoke(arena);
      return List.copyOf(accounts);
    } finally {
      ENUMERATION.unlock();
    }
  }

  private static long next(Arena arena) {
    return GETPWENT.invoke(arena).value();
  }

  static List<String> groupsOf(String user, long gid) throws KernelException {
    List<String> names = new ArrayList<>();
    for (int id : groupIds(user, id(gid))) {
      find("getgrgid", GETGRGID, id, GROUP_BYTES, Nss::group)
          .map(Group::name)
          .ifPresent(names::add);
    }
    return List.copyOf(names);
  }

  private static int[] groupIds(String user, int gid) throws KernelException {
    for (int room = FIRST_GROUPS; room <= MOST_GROUPS * 2; room *= 2) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment ids = arena.allocate(JAVA_INT, room);
        MemorySegment count = arena.allocateFrom(JAVA_INT, room);
        if (!GETGROUPLIST.invoke(arena, arena.allocateFrom(user), gid, ids, count).failed()) {
          return ids.asSlice(0, JAVA_INT.byteSize() * count.get(JAVA_INT, 0)).toArray(JAVA_INT);
        }
      }
    }
    throw Libc.failure("getgrouplist", user, Errno.ERANGE);
  }

  /**
   * One of the {@code get..._r} functions, which return the error number itself. "Not found" is
   * success without a result; POSIX lets it also be ENOENT and a few more (getpwnam(3), "errors"),
   * of which ENOENT and ESRCH mean nothing else.
   */
  private static <T> Optional<T> find(
      String operation, Call call, Object key, long size, Function<MemorySegment, T> read)
      throws KernelException {
    for (int room = FIRST_BUFFER; room <= LARGEST_BUFFER; room *= 4) {
      try (Arena arena = Arena.ofConfined()) {
        Object argument = key instanceof String name ? arena.allocateFrom(name) : key;
        MemorySegment entry = arena.allocate(size, Long.BYTES);
        MemorySegment result = arena.allocate(ADDRESS);
        MemorySegment buffer = arena.allocate(JAVA_BYTE, room);
        int error;
        do {
          error = (int) call.invoke(arena, argument, entry, buffer, (long) room, result).value();
        } while (error == Errno.EINTR);
        if (error == 0 || error == Errno.ENOENT || error == Errno.ESRCH) {
          boolean found = error == 0 && result.get(ADDRESS, 0).address() != 0;
          return found ? Optional.of(read.apply(entry)) : Optional.empty();
        }
        if (error != Errno.ERANGE) {
          throw Libc.failure(operation, key.toString(), error);
        }
      }
    }
    throw Libc.failure(operation, key.toString(), Errno.ERANGE);
  }

  private static Account account(MemorySegment entry) {
    return new Account(
        text(entry.get(ADDRESS, PW_NAME)),
        Integer.toUnsignedLong(entry.get(JAVA_INT, PW_UID)),
        Integer.toUnsignedLong(entry.get(JAVA_INT, PW_GID)));
  }

  private static Group group(MemorySegment entry) {
    List<String> members = new ArrayList<>();
    MemorySegment list = unbounded(entry.get(ADDRESS, GR_MEM));
    for (long i = 0; list.getAtIndex(ADDRESS, i).address() != 0; i++) {
      members.add(text(list.getAtIndex(ADDRESS, i)));
    }
    return new Group(
        text(entry.get(ADDRESS, GR_NAME)),
        Integer.toUnsignedLong(entry.get(JAVA_INT, GR_GID)),
        members);
  }

  private static String text(MemorySegment pointer) {
    return unbounded(pointer).getString(0);
  }

  // libc says where text ends only by its zero byte, and some NSS modules point outside our buffer.
  @SuppressWarnings("restricted")
  private static MemorySegment unbounded(MemorySegment pointer) {
    return pointer.reinterpret(Long.MAX_VALUE);
  }

  private static int id(long id) {
    if (id < 0 || id >= 0xffff_ffffL) {
      // (uid_t) -1 means "no user" to the kernel, credentials(7).
      throw new IllegalArgumentException("no such id: " + id);
    }
    return (int) id;
  }
}
