package dev.cofferdam.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InodesTest {
  private static final int NEW_FILE = Files.O_WRONLY | Files.O_CREAT | Files.O_EXCL;
  private static final int PLACE = Files.O_PATH | Files.O_NOFOLLOW;
  private static final int NOWHERE_ELSE = Files.RESOLVE_NO_SYMLINKS | Files.RESOLVE_BENEATH;

  private final Files files = Kernel.real().files();
  private final Inodes inodes = Inodes.real();

  @TempDir private Path directory;
  private Fd tree = Fd.WORKING_DIRECTORY;

  @BeforeEach
  void open() throws Exception {
    tree = files.open(tree, Name.of(directory.toString()), Files.O_RDONLY, 0, 0);
  }

  @AfterEach
  void close() {
    tree.close();
  }

  private Fd place(String name) throws KernelException {
    return files.open(tree, Name.of(name), PLACE, 0, NOWHERE_ELSE);
  }

  private Fd made(String name) throws KernelException {
    return files.open(tree, Name.of(name), NEW_FILE, 0600, NOWHERE_ELSE);
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static void fails(int errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(KernelException.class))
        .extracting(KernelException::errno)
        .isEqualTo(errno);
  }

  @Test
  void what_is_written_is_read_by_a_place_in_the_tree() throws Exception {
    try (Fd file = made("f")) {
      inodes.write(file, direct("content"));
    }
    try (Fd place = place("f");
        Fd file = inodes.reopen(place, Files.O_RDONLY)) {
      java.nio.file.Files.move(directory.resolve("f"), directory.resolve("g"));
      ByteBuffer read = ByteBuffer.allocateDirect(100);
      assertThat(inodes.read(file, read)).isEqualTo(7);
      assertThat(read.position()).isEqualTo(7);
      assertThat(inodes.read(file, read)).isZero();
    }
  }

  @Test
  void links_and_pipes_are_made() throws Exception {
    made("f").close();
    inodes.symbolicLink(Name.of("/nowhere"), tree, Name.of("s"));
    inodes.pipe(tree, Name.of("p"), 0620);
    try (Fd file = place("f")) {
      inodes.link(file, tree, Name.of("h"));
      fails(Errno.EEXIST, () -> inodes.link(file, tree, Name.of("s")));
    }
    assertThat(java.nio.file.Files.readSymbolicLink(directory.resolve("s")))
        .isEqualTo(Path.of("/nowhere"));
    assertThat(files.stat(tree, Name.of("p"), 0).type()).isEqualTo(Stat.S_IFIFO);
    assertThat(files.stat(tree, Name.of("h"), 0).links()).isEqualTo(2);
    assertThat(inodes.names(tree, 4)).hasSize(4);
    try (Fd again = files.open(tree, Name.of("."), Files.O_RDONLY, 0, 0)) {
      fails(Errno.EOVERFLOW, () -> inodes.names(again, 3));
    }
  }

  /** By name, both calls would reach what the link leads to. */
  @Test
  void what_is_set_of_a_link_is_never_set_of_what_it_leads_to() throws Exception {
    Instant then = Instant.ofEpochSecond(1_234_567_890, 5);
    made("f").close();
    inodes.symbolicLink(Name.of("f"), tree, Name.of("s"));
    Stat before = files.stat(tree, Name.of("f"), 0);
    try (Fd link = place("s")) {
      fails(Errno.EOPNOTSUPP, () -> inodes.permit(link, 0777));
      inodes.touch(link, then, then);
    }
    assertThat(files.stat(tree, Name.of("f"), 0)).isEqualTo(before);
    assertThat(files.stat(tree, Name.of("s"), Files.AT_SYMLINK_NOFOLLOW).modified())
        .isEqualTo(then);
    try (Fd file = place("f")) {
      inodes.permit(file, 04711);
    }
    assertThat(files.stat(tree, Name.of("f"), 0).permissions()).isEqualTo(04711);
  }

  @Test
  void an_attribute_is_there_once_it_is_set() throws Exception {
    made("f").close();
    try (Fd file = place("f")) {
      assertThat(inodes.attribute(file, "security.capability")).isEmpty();
      byte[] netBindService = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      inodes.setAttribute(file, "security.capability", netBindService);
      assertThat(inodes.attribute(file, "security.capability")).contains(netBindService);
    }
  }

  @Test
  void a_file_system_is_known_by_its_kind() throws Exception {
    try (Fd proc = files.open(tree, Name.of("/proc/sys"), Files.O_PATH, 0, 0)) {
      assertThat(inodes.fileSystem(proc)).isEqualTo(Inodes.PROC_SUPER_MAGIC);
    }
    assertThat(inodes.fileSystem(tree)).isNotEqualTo(Inodes.PROC_SUPER_MAGIC);
    assertThat(inodes.isReadOnly(tree)).isFalse();
  }

  @Test
  void a_pidfd_holds_a_process() throws Exception {
    Process child = new ProcessBuilder("sleep", "60").start();
    try (Pidfd process = Pidfd.of(Math.toIntExact(child.pid()))) {
      assertThat(process.isAlive()).isTrue();
      child.destroyForcibly().waitFor();
      assertThat(process.isAlive()).isFalse();
    }
    fails(Errno.ESRCH, () -> Pidfd.of(Math.toIntExact(child.pid())));
  }
}
