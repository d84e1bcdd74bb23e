package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as root, in mount namespaces of threads that end. */
final class MountsTest {
  private static final Owner CONTAINER_ROOT = new Owner(524_288, 700_000);

  private final Kernel kernel = Kernel.real();
  private final Mounts mounts = kernel.mounts();
  private final Files files = kernel.files();

  @TempDir private Path directory;

  private interface Task {
    void run() throws Exception;
  }

  private void apart(Task task) throws Exception {
    OwnThread.call(() -> {
      kernel.namespaces().unshareMounts();
      mounts.mount("none", Name.of("/"), "", Mounts.MS_REC | Mounts.MS_SLAVE, Name.NONE);
      task.run();
      return task;
    });
    assertThat(java.nio.file.Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(directory.toString());
  }

  private Fd open(Path path) throws KernelException {
    return files.open(Fd.WORKING_DIRECTORY, Name.of(path.toString()), Files.O_PATH, 0, 0);
  }

  @Test
  void an_idmapped_copy_shows_other_owners_before_anyone_sees_it() throws Exception {
    java.nio.file.Files.createFile(directory.resolve("of-root"));
    apart(() -> {
      Name name = Name.of(directory.toString());
      try (Fd copy = mounts.copy(Fd.WORKING_DIRECTORY, name, 0);
          Fd namespace = kernel.namespaces().newUser("0 524288 65536\n", "0 700000 9\n")) {
        mounts.propagate(copy, 0, Mounts.MS_PRIVATE);
        mounts.idmap(copy, 0, namespace);
        assertThat(files.stat(copy, Name.of("of-root"), 0).owner()).isEqualTo(CONTAINER_ROOT);
        assertThat(owner("of-root")).isEqualTo(Owner.ROOT);
        mounts.move(copy, Fd.WORKING_DIRECTORY, name);
        assertThat(owner("of-root")).isEqualTo(CONTAINER_ROOT);
        mounts.unmount(name, Mounts.MNT_DETACH);
        assertThat(owner("of-root")).isEqualTo(Owner.ROOT);
      }
    });
  }

  private Owner owner(String name) throws KernelException {
    Name path = Name.of(directory.resolve(name).toString());
    return files.stat(Fd.WORKING_DIRECTORY, path, 0).owner();
  }

  @Test
  void a_file_system_is_made_from_its_options_and_attached_last() throws Exception {
    apart(() -> {
      try (Fd context = mounts.open("tmpfs");
          Fd target = open(directory)) {
        mounts.set(context, "mode", Name.of("0711"));
        mounts.create(context);
        try (Fd mount = mounts.mount(context, Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC)) {
          files.makeDirectory(mount, Name.of("inside"), 0700);
          assertThat(directory).isEmptyDirectory();
          mounts.move(mount, target, Name.NONE);
        }
        assertThat(directory.resolve("inside")).isDirectory();
        assertThat(java.nio.file.Files.readString(Path.of("/proc/thread-self/mountinfo")))
            .contains(directory + " rw,nodev,noexec,relatime");
      }
    });
  }

  @Test
  void an_overlay_is_made_of_layers_by_descriptor() throws Exception {
    Path lower = java.nio.file.Files.createDirectory(directory.resolve("lower"));
    java.nio.file.Files.createFile(lower.resolve("file"));
    Path other = java.nio.file.Files.createDirectory(directory.resolve("other"));
    apart(() -> {
      try (Fd context = mounts.open("overlay");
          Fd first = open(lower);
          Fd second = open(other)) {
        mounts.set(context, "lowerdir+", first);
        mounts.set(context, "lowerdir+", second);
        mounts.create(context);
        try (Fd mount = mounts.mount(context, 0)) {
          assertThat(files.names(readable(mount))).containsExactly(Name.of("file"));
        }
      }
    });
  }

  private Fd readable(Fd mount) throws KernelException {
    return files.open(mount, Name.of("."), Files.O_DIRECTORY, 0, 0);
  }

  @Test
  void what_the_kernel_says_about_an_option_is_in_the_error() throws Exception {
    apart(() -> {
      try (Fd context = mounts.open("overlay")) {
        assertThatExceptionOfType(KernelException.class)
            .isThrownBy(() -> mounts.set(context, "nonsense", Name.of("1")))
            .withMessageStartingWith("fsconfig `nonsense=1`: Invalid argument (e ")
            .withMessageContaining("overlay: Unknown parameter 'nonsense'");
      }
      assertThatExceptionOfType(KernelException.class)
          .isThrownBy(() -> mounts.open("nonsense"))
          .withMessage("fsopen `nonsense`: No such device");
    });
  }

  @Test
  void a_file_system_that_cannot_be_idmapped_says_so() throws Exception {
    apart(() -> {
      try (Fd copy = mounts.copy(Fd.WORKING_DIRECTORY, Name.of("/proc"), 0);
          Fd namespace = kernel.namespaces().newUser("0 1000 1\n", "0 1000 1\n")) {
        assertThatExceptionOfType(KernelException.class)
            .isThrownBy(() -> mounts.idmap(copy, 0, namespace))
            .matches(refused -> refused.errno() == Errno.EINVAL);
      }
    });
  }
}
