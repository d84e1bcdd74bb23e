package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The calls of {@link Mounts}. */
final class MountCalls implements Mounts {
  static final MountCalls INSTANCE = new MountCalls();

  private static final Syscall OPEN_TREE = Syscall.of("open_tree", 428);
  private static final Syscall MOVE_MOUNT = Syscall.of("move_mount", 429);
  private static final Syscall FSOPEN = Syscall.of("fsopen", 430);
  private static final Syscall FSCONFIG = Syscall.of("fsconfig", 431);
  private static final Syscall FSMOUNT = Syscall.of("fsmount", 432);
  private static final Syscall MOUNT_SETATTR = Syscall.of("mount_setattr", 442);
  private static final Syscall MOUNT = Syscall.of("mount", 165, 40);
  private static final Syscall UMOUNT = Syscall.of("umount2", 166, 39);
  private static final Syscall READ = Syscall.of("read", 0, 63);

  private static final int OPEN_TREE_CLONE = 1;
  private static final int OPEN_TREE_CLOEXEC = 0x8_0000;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 0x04;
  private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
  private static final int FSOPEN_CLOEXEC = 1;
  private static final int FSMOUNT_CLOEXEC = 1;
  private static final int SET_FLAG = 0;
  private static final int SET_STRING = 1;
  private static final int SET_FD = 5;
  private static final int CMD_CREATE = 6;
  private static final long MOUNT_ATTR_IDMAP = 0x10_0000;

  // struct mount_attr: __u64 attr_set, attr_clr, propagation, userns_fd
  private static final int ATTRIBUTE_WORDS = 4;

  private static final int MESSAGE_BYTES = 1024;

  private MountCalls() {}

  @Override
  public Fd copy(Fd directory, Name name, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      int all = flags | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC;
      Call.Outcome outcome = OPEN_TREE.invoke(arena, directory, Syscall.text(arena, name), all);
      return new Fd((int) OPEN_TREE.check(outcome, named(directory, name)));
    }
  }

  @Override
  public void idmap(Fd mount, int flags, Fd namespace) throws KernelException {
    change(mount, flags, MOUNT_ATTR_IDMAP, 0, namespace.number());
  }

  @Override
  public void propagate(Fd mount, int flags, long propagation) throws KernelException {
    change(mount, flags, 0, propagation, 0);
  }

  private static void change(Fd mount, int flags, long set, long propagation, long namespace)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(JAVA_LONG, ATTRIBUTE_WORDS);
      attributes.setAtIndex(JAVA_LONG, 0, set);
      attributes.setAtIndex(JAVA_LONG, 2, propagation);
      attributes.setAtIndex(JAVA_LONG, 3, namespace);
      MemorySegment own = Syscall.text(arena, Name.NONE);
      Call.Outcome outcome =
          MOUNT_SETATTR.invoke(
              arena, mount, own, flags | Files.AT_EMPTY_PATH, attributes, attributes.byteSize());
      MOUNT_SETATTR.check(outcome, mount.toString());
    }
  }

  @Override
  public void move(Fd mount, Fd directory, Name name) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment own = Syscall.text(arena, Name.NONE);
      int flags = MOVE_MOUNT_F_EMPTY_PATH | (name.isEmpty() ? MOVE_MOUNT_T_EMPTY_PATH : 0);
      Call.Outcome outcome =
          MOVE_MOUNT.invoke(arena, mount, own, directory, Syscall.text(arena, name), flags);
      MOVE_MOUNT.check(outcome, named(directory, name));
    }
  }

  @Override
  public Fd open(String type) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = FSOPEN.invoke(arena, arena.allocateFrom(type), FSOPEN_CLOEXEC);
      return new Fd((int) FSOPEN.check(outcome, type));
    }
  }

  @Override
  public void set(Fd context, String option, Name value) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          FSCONFIG.invoke(
              arena,
              context,
              SET_STRING,
              arena.allocateFrom(option),
              Syscall.text(arena, value),
              0);
      checked(arena, FSCONFIG, outcome, context, option + "=" + value);
    }
  }

  @Override
  public void set(Fd context, String option) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          FSCONFIG.invoke(arena, context, SET_FLAG, arena.allocateFrom(option), 0L, 0);
      checked(arena, FSCONFIG, outcome, context, option);
    }
  }

  @Override
  public void set(Fd context, String option, Fd value) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          FSCONFIG.invoke(arena, context, SET_FD, arena.allocateFrom(option), 0L, value);
      checked(arena, FSCONFIG, outcome, context, option);
    }
  }

  @Override
  public void create(Fd context) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = FSCONFIG.invoke(arena, context, CMD_CREATE, 0L, 0L, 0);
      checked(arena, FSCONFIG, outcome, context, "FSCONFIG_CMD_CREATE");
    }
  }

  @Override
  public Fd mount(Fd context, int attributes) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = FSMOUNT.invoke(arena, context, FSMOUNT_CLOEXEC, attributes);
      return new Fd((int) checked(arena, FSMOUNT, outcome, context, context.toString()));
    }
  }

  @Override
  public void mount(String source, Name target, String type, long flags, Name data)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          MOUNT.invoke(
              arena,
              arena.allocateFrom(source),
              Syscall.text(arena, target),
              arena.allocateFrom(type),
              flags,
              Syscall.text(arena, data));
      MOUNT.check(outcome, target.toString());
    }
  }

  @Override
  public void unmount(Name target, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = UMOUNT.invoke(arena, Syscall.text(arena, target), flags);
      UMOUNT.check(outcome, target.toString());
    }
  }

  /**
   * What a call of a file system's context returned. Why it failed, the context itself says to who
   * reads it: one message a read, {@code e overlay: …} for an error, until ENODATA.
   */
  private static long checked(
      Arena arena, Syscall call, Call.Outcome outcome, Fd context, String object)
      throws KernelException {
    if (!outcome.failed()) {
      return outcome.value();
    }
    KernelException failure = Libc.failure(call.name(), object, outcome.errno());
    StringBuilder said = new StringBuilder();
    MemorySegment message = arena.allocate(MESSAGE_BYTES);
    while (true) {
      Call.Outcome read = READ.invokeUninterrupted(arena, context, message, MESSAGE_BYTES);
      if (read.value() <= 0) {
        break;
      }
      byte[] text = message.asSlice(0, read.value()).toArray(JAVA_BYTE);
      said.append(said.isEmpty() ? "" : "; ").append(new String(text, UTF_8).strip());
    }
    if (said.isEmpty()) {
      throw failure;
    }
    throw new KernelException(
        call.name(), object, outcome.errno(), Libc.describe(outcome.errno()) + " (" + said + ")");
  }

  private static String named(Fd directory, Name name) {
    return name.isEmpty() ? directory.toString() : name.toString();
  }
}
