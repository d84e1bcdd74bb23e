package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesTest {
  private static final int DIRECTORY = Files.O_RDONLY | Files.O_DIRECTORY;

  private final Files files = Kernel.real().files();

  @TempDir private Path directory;

  private Fd opened() throws KernelException {
    return files.open(Fd.WORKING_DIRECTORY, Name.of(directory.toString()), DIRECTORY, 0, 0);
  }

  @Test
  void a_file_is_what_java_says_it_is() throws Exception {
    Path file = java.nio.file.Files.write(directory.resolve("file"), new byte[300]);
    java.nio.file.Files.createLink(directory.resolve("again"), file);
    Instant written = Instant.ofEpochSecond(1_234_567_890, 123_000_000);
    java.nio.file.Files.setLastModifiedTime(file, FileTime.from(written));
    java.nio.file.Files.setAttribute(file, "unix:mode", 0640);
    try (Fd tree = opened()) {
      Stat stat = files.stat(tree, Name.of("file"), Files.AT_SYMLINK_NOFOLLOW);
      assertThat(stat.type()).isEqualTo(Stat.S_IFREG);
      assertThat(stat.permissions()).isEqualTo(0640);
      assertThat(stat.size()).isEqualTo(300);
      assertThat(stat.links()).isEqualTo(2);
      assertThat(stat.modified()).isEqualTo(written);
      assertThat(stat.owner().uid()).isEqualTo(attribute(file, "uid"));
      assertThat(stat.id().inode()).isEqualTo(attribute(file, "ino"));
      assertThat(stat.id().device()).isEqualTo(attribute(file, "dev"));
      assertThat(stat.id().mount()).isPositive();
      assertThat(stat.mountRoot()).isFalse();
    }
  }

  private static long attribute(Path file, String name) throws Exception {
    return ((Number) java.nio.file.Files.getAttribute(file, "unix:" + name)).longValue();
  }

  @Test
  void a_mount_is_known_by_its_root_and_a_device_by_its_number() throws Exception {
    Stat proc = files.stat(Fd.WORKING_DIRECTORY, Name.of("/proc"), 0);
    assertThat(proc.mountRoot()).isTrue();
    Stat device = files.stat(Fd.WORKING_DIRECTORY, Name.of("/dev/null"), 0);
    assertThat(device.type()).isEqualTo(Stat.S_IFCHR);
    assertThat(device.device()).isEqualTo(0x103);
  }

  @Test
  void names_of_any_bytes_are_listed_and_opened() throws Exception {
    Name odd = Name.of(new byte[] {(byte) 0xFF, '\n', (byte) 0xC3});
    try (Fd tree = opened()) {
      files.makeDirectory(tree, odd, 0700);
      files.makeDirectory(tree, Name.of("..."), 0700);
      for (int i = 0; i < 2000; i++) {
        files.makeDirectory(tree, Name.of("directory-" + i), 0700);
      }
      List<Name> names = files.names(tree);
      assertThat(names).hasSize(2002).contains(odd, Name.of("..."), Name.of("directory-1999"));
      try (Fd inner = files.open(tree, odd, DIRECTORY, 0, 0)) {
        assertThat(files.names(inner)).isEmpty();
      }
      for (Name name : names) {
        files.unlink(tree, name, Files.AT_REMOVEDIR);
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_link_leads_out_of_a_root_only_without_the_flag() throws Exception {
    java.nio.file.Files.createSymbolicLink(directory.resolve("out"), Path.of("/proc"));
    Name out = Name.of("out");
    try (Fd tree = opened()) {
      assertThat(files.readLink(tree, out)).isEqualTo(Name.of("/proc"));
      try (Fd proc = files.open(tree, out, DIRECTORY, 0, 0)) {
        assertThat(files.stat(proc, Name.NONE, Files.AT_EMPTY_PATH).mountRoot()).isTrue();
      }
      refused(Errno.ENOENT, () -> files.open(tree, out, DIRECTORY, 0, Files.RESOLVE_IN_ROOT));
      refused(Errno.EXDEV, () -> files.open(tree, out, DIRECTORY, 0, Files.RESOLVE_BENEATH));
      refused(Errno.ELOOP, () -> files.open(tree, out, DIRECTORY, 0, Files.RESOLVE_NO_SYMLINKS));
      refused(Errno.EXDEV, () -> files.open(tree, out, DIRECTORY, 0, Files.RESOLVE_NO_XDEV));
    }
  }

  private static void refused(int errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(KernelException.class))
        .extracting(KernelException::errno)
        .isEqualTo(errno);
  }

  @Test
  void a_file_changes_hands_and_permissions() throws Exception {
    try (Fd tree = opened();
        Fd file =
            files.open(
                tree, Name.of("new"), Files.O_CREAT | Files.O_EXCL | Files.O_WRONLY, 0600, 0)) {
      files.chmod(file, 0751);
      files.chown(file, Name.NONE, new Owner(1234, Owner.UNCHANGED), Files.AT_EMPTY_PATH);
      files.chown(tree, Name.of("new"), new Owner(Owner.UNCHANGED, 4_000_000_000L), 0);
      Stat stat = files.stat(file, Name.NONE, Files.AT_EMPTY_PATH);
      assertThat(stat.permissions()).isEqualTo(0751);
      assertThat(stat.owner()).isEqualTo(new Owner(1234, 4_000_000_000L));
    }
  }

  @Test
  void a_failure_names_the_operation_and_the_file() {
    assertThatThrownBy(() -> files.open(Fd.WORKING_DIRECTORY, Name.of("/nowhere/at all"), 0, 0, 0))
        .hasMessage("openat2 `/nowhere/at all`: No such file or directory");
  }

  @Test
  void a_closed_descriptor_is_not_used() throws Exception {
    Fd tree = opened();
    tree.close();
    tree.close();
    refused(Errno.EBADF, () -> files.names(tree));
  }

  @Test
  void a_name_is_taken_apart_and_put_together() {
    Name layer = Name.of("/var/lib/engine");
    assertThat(layer.resolve("l/ABC")).isEqualTo(Name.of("/var/lib/engine/l/ABC"));
    assertThat(layer.resolve("/etc")).isEqualTo(Name.of("/etc"));
    assertThat(Name.of("/").resolve("etc")).isEqualTo(Name.of("/etc"));
    assertThat(layer.last()).isEqualTo(Name.of("engine"));
    assertThat(layer.parent()).contains(Name.of("/var/lib"));
    assertThat(Name.of("/var").parent()).contains(Name.of("/"));
    assertThat(Name.of("/").parent()).isEmpty();
    assertThat(Name.of("var").parent()).isEmpty();
    assertThat(Name.of("var").last()).isEqualTo(Name.of("var"));
  }

  @Test
  void what_is_read_only_is_known() throws Exception {
    try (Fd tree = opened()) {
      assertThat(files.isReadOnly(tree)).isFalse();
      OwnThread.call(() -> {
        Kernel.real().namespaces().unshareMounts();
        Mounts mounts = Kernel.real().mounts();
        try (Fd context = mounts.open("tmpfs")) {
          mounts.set(context, "ro");
          mounts.create(context);
          try (Fd mount = mounts.mount(context, 0)) {
            assertThat(files.isReadOnly(mount)).isTrue();
          }
        }
        return tree;
      });
    }
  }

  @Test
  void a_name_ends_where_the_kernel_says_it_ends() {
    assertThatIllegalArgumentException().isThrownBy(() -> Name.of("/etc/passwd\0.txt"));
  }
}
