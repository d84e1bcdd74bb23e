package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NamespacesTest {
  private static final Path USER = Path.of("/proc/self/ns/user");
  private static final Path MOUNTS = Path.of("/proc/thread-self/ns/mnt");

  private final Namespaces namespaces = Kernel.real().namespaces();

  @Test
  void a_user_namespace_is_made_without_a_process_that_stays() throws Exception {
    Set<String> seen = new HashSet<>();
    seen.add(Files.readSymbolicLink(USER).toString());
    for (int i = 0; i < 100; i++) {
      try (Fd namespace = namespaces.newUser("0 524288 65536\n", "0 2 1\n3 3 65533\n")) {
        seen.add(link(namespace));
      }
    }
    assertThat(seen).hasSizeGreaterThan(1).allMatch(name -> name.startsWith("user:["));
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      assertThat(children).isEmpty();
    }
  }

  private static String link(Fd fd) throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
  }

  @Test
  void a_namespace_says_which_user_namespace_has_power_over_it() throws Exception {
    Name network = Name.of("/proc/self/ns/net");
    Kernel kernel = Kernel.real();
    try (Fd own =
            kernel
                .files()
                .open(Fd.WORKING_DIRECTORY, network, dev.cofferdam.linux.Files.O_RDONLY, 0, 0);
        Fd owner = namespaces.ownerOf(own)) {
      assertThat(link(owner)).isEqualTo(Files.readSymbolicLink(USER).toString());
    }
  }

  @Test
  void threads_at_work_are_not_disturbed() throws Exception {
    AtomicBoolean running = new AtomicBoolean(true);
    Thread busy =
        Thread.ofPlatform()
            .start(() -> {
              while (running.get()) {
                byte[] garbage = new byte[1 << 16];
                garbage[1] = 1;
              }
            });
    for (int i = 0; i < 300; i++) {
      namespaces.newUser("0 1000 1\n", "0 1000 1\n").close();
      if (i % 100 == 0) {
        System.gc();
      }
    }
    running.set(false);
    busy.join();
    assertThat(busy.isAlive()).isFalse();
  }

  @Test
  void maps_that_are_none_leave_nothing() throws Exception {
    assertThatExceptionOfType(KernelException.class)
        .isThrownBy(() -> namespaces.newUser("0 1000 0\n", "0 1000 1\n"))
        .withMessageMatching("write `/proc/[0-9]+/uid_map`: Invalid argument");
    assertThatExceptionOfType(KernelException.class)
        .isThrownBy(() -> namespaces.newUser("0 1000 1\n", "nonsense"))
        .withMessageMatching("write `/proc/[0-9]+/gid_map`: Invalid argument");
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      assertThat(children).isEmpty();
    }
  }

  @Test
  void a_mount_namespace_is_the_threads_own() throws Exception {
    Path before = Files.readSymbolicLink(MOUNTS);
    Path apart =
        OwnThread.call(() -> {
          namespaces.unshareMounts();
          return Files.readSymbolicLink(MOUNTS);
        });
    assertThat(apart).isNotEqualTo(before);
    assertThat(Files.readSymbolicLink(MOUNTS)).isEqualTo(before);
  }

  @Test
  void a_mount_namespace_is_entered_once_directories_are_the_threads_own() throws Exception {
    try (Fd other =
        OwnThread.call(() -> {
          namespaces.unshareMounts();
          return open(MOUNTS);
        })) {
      OwnThread.call(() -> {
        assertThatExceptionOfType(KernelException.class)
            .isThrownBy(() -> namespaces.enter(other, Namespaces.CLONE_NEWNS))
            .matches(refused -> refused.errno() == Errno.EINVAL);
        namespaces.unshareDirectories();
        namespaces.enter(other, Namespaces.CLONE_NEWNS);
        assertThat(Files.readSymbolicLink(MOUNTS)).hasToString(link(other));
        return other;
      });
    }
  }

  private static Fd open(Path path) throws KernelException {
    Name name = Name.of(path.toString());
    return Kernel.real().files().open(Fd.WORKING_DIRECTORY, name, 0, 0, 0);
  }

  @Test
  void a_virtual_thread_does_not_move_its_carrier() throws Exception {
    Path before = Files.readSymbolicLink(MOUNTS);
    Thread.ofVirtual()
        .start(() -> assertThatIllegalStateException().isThrownBy(namespaces::unshareMounts))
        .join();
    assertThat(Files.readSymbolicLink(MOUNTS)).isEqualTo(before);
  }
}
