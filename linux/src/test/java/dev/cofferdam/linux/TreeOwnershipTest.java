package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.linux.TreeOwnership.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ownership of real files, so it needs root. */
class TreeOwnershipTest {
  private static final Owner CONTAINER = new Owner(524_288, 655_360);
  private static final Owner ROOT = Owner.ROOT;

  @TempDir Path directory;
  private Path tree;
  private Path outside;

  @BeforeEach
  void a_tree_and_something_beside_it() throws IOException {
    tree = Files.createDirectories(directory.resolve("tree"));
    outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "x");
  }

  private Outcome give(Path path) throws KernelException {
    return give(path, new SystemDirectories(List.of(), List.of()));
  }

  private static Outcome give(Path path, SystemDirectories system) throws KernelException {
    var files = Kernel.real().files();
    try (Fd fd =
        files.open(
            Fd.WORKING_DIRECTORY,
            Name.of(path.toString()),
            dev.cofferdam.linux.Files.O_PATH | dev.cofferdam.linux.Files.O_NOFOLLOW,
            0,
            dev.cofferdam.linux.Files.RESOLVE_NO_SYMLINKS)) {
      return new TreeOwnership(files, system).give(fd, CONTAINER, (_, _) -> {});
    }
  }

  private static Owner owner(Path path) throws IOException {
    return new Owner(
        (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS),
        (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS));
  }

  private static Outcome.Given given(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Given.class);
    return (Outcome.Given) outcome;
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void everything_in_a_tree_changes_hands() throws Exception {
    for (int i = 0; i < 30; i++) {
      Path inner = Files.createDirectories(tree.resolve("d" + i + "/e/f"));
      Files.writeString(inner.resolve("file"), "");
    }
    for (int i = 0; i < 3000; i++) {
      Files.writeString(tree.resolve("file" + i), "");
    }
    run("mkfifo", tree.resolve("fifo").toString());
    Outcome.Given given = given(give(tree));
    assertThat(given).isEqualTo(new Outcome.Given(3122, 3122, 0, 0, List.of()));
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.toList()) {
        assertThat(owner(path)).describedAs("%s", path).isEqualTo(CONTAINER);
      }
    }
    assertThat(owner(directory)).isEqualTo(ROOT);
    assertThat(given(give(tree)))
        .describedAs("again")
        .isEqualTo(new Outcome.Given(3122, 0, 0, 0, List.of()));
  }

  @Test
  void a_link_is_given_and_not_what_it_points_to() throws Exception {
    Path file = Files.createSymbolicLink(tree.resolve("file"), outside.resolve("secret"));
    Path to = Files.createSymbolicLink(tree.resolve("directory"), outside);
    give(tree);
    assertThat(owner(file)).isEqualTo(CONTAINER);
    assertThat(owner(to)).isEqualTo(CONTAINER);
    assertThat(owner(outside)).isEqualTo(ROOT);
    assertThat(owner(outside.resolve("secret"))).isEqualTo(ROOT);
  }

  @Test
  void a_file_that_has_a_name_elsewhere_is_left_alone_where_chown_would_give_it() throws Exception {
    Path secret = outside.resolve("secret");
    Files.createLink(tree.resolve("innocent"), secret);
    Path both = Files.writeString(tree.resolve("one"), "");
    Files.createLink(Files.createDirectory(tree.resolve("sub")).resolve("two"), both);
    Outcome.Given given = given(give(tree));
    assertThat(owner(secret)).isEqualTo(ROOT);
    assertThat(given.linked()).isEqualTo(1);
    assertThat(given.examples()).containsExactly(tree.resolve("innocent").toString());
    assertThat(owner(both)).isEqualTo(CONTAINER);
    run("chown", "-hR", "524288:655360", tree.toString());
    assertThat(owner(secret)).describedAs("the attack").isEqualTo(CONTAINER);
  }

  @Test
  void what_is_mounted_in_the_tree_is_left_alone() throws Exception {
    Path point = Files.createDirectory(tree.resolve("point"));
    Path file = Files.writeString(tree.resolve("file"), "");
    run("mount", "--bind", outside.toString(), point.toString());
    try {
      run("mount", "--bind", outside.resolve("secret").toString(), file.toString());
      try {
        Outcome.Given given = given(give(tree));
        assertThat(given.mounts()).isEqualTo(2);
      } finally {
        run("umount", file.toString());
      }
    } finally {
      run("umount", point.toString());
    }
    assertThat(owner(outside)).isEqualTo(ROOT);
    assertThat(owner(outside.resolve("secret"))).isEqualTo(ROOT);
    assertThat(owner(file)).isEqualTo(ROOT);
  }

  @Test
  void setuid_is_gone_with_the_owner_and_directories_keep_setgid() throws Exception {
    Path program = Files.writeString(tree.resolve("program"), "");
    run("chmod", "6755", program.toString());
    Path shared = Files.createDirectory(tree.resolve("shared"));
    run("chmod", "2775", shared.toString());
    give(tree);
    assertThat((int) Files.getAttribute(program, "unix:mode") & 07777).isEqualTo(0755);
    assertThat((int) Files.getAttribute(shared, "unix:mode") & 07777).isEqualTo(02775);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tree)))
        .startsWith("rwx");
  }

  @Test
  void one_file_is_a_tree_as_well() throws Exception {
    Path file = Files.writeString(tree.resolve("file"), "");
    assertThat(give(file)).isEqualTo(new Outcome.Given(1, 1, 0, 0, List.of()));
    assertThat(owner(file)).isEqualTo(CONTAINER);
    assertThat(owner(tree)).isEqualTo(ROOT);
    Path linked = Files.createLink(tree.resolve("linked"), outside.resolve("secret"));
    assertThat(given(give(linked)).linked()).isEqualTo(1);
    assertThat(owner(linked)).isEqualTo(ROOT);
  }

  @Test
  void a_directory_of_the_systems_is_refused_also_under_another_name() throws Exception {
    SystemDirectories system = new SystemDirectories(List.of(), List.of(outside));
    assertThat(give(outside, system))
        .isEqualTo(
            new Outcome.Refused(
                "`%s` cannot be given to a container: it is in %s, where Cofferdam keeps its state;"
                        .formatted(outside, outside)
                    + " mount it without `U`"));
    assertThat(give(directory, system)).isInstanceOf(Outcome.Refused.class);
    run("mount", "--bind", outside.toString(), tree.toString());
    try {
      assertThat(give(tree, system)).isInstanceOf(Outcome.Refused.class);
    } finally {
      run("umount", tree.toString());
    }
    assertThat(owner(outside)).isEqualTo(ROOT);
    assertThat(owner(directory)).isEqualTo(ROOT);
  }

  @Test
  void a_failure_says_which_file_and_doing_it_again_does_the_rest() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "mode=0755", "cofferdam-test", outside.toString());
    try {
      Path readOnly = Files.createDirectory(outside.resolve("tree"));
      Files.writeString(readOnly.resolve("file"), "");
      run("mount", "-o", "remount,ro", outside.toString());
      assertThatThrownBy(() -> give(readOnly))
          .isInstanceOf(KernelException.class)
          .hasMessageContaining(readOnly.toString())
          .hasMessageContaining("Read-only");
      run("mount", "-o", "remount,rw", outside.toString());
      run("chown", "524288:655360", readOnly.toString());
      assertThat(give(readOnly)).isEqualTo(new Outcome.Given(2, 1, 0, 0, List.of()));
    } finally {
      run("umount", outside.toString());
    }
  }

  @Test
  void a_tree_that_is_deeper_than_descriptors_last_is_an_error() throws Exception {
    Path deep = tree;
    for (int i = 0; i < 450; i++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep);
    assertThatThrownBy(() -> give(tree)).hasMessageContaining("deeper than 400");
  }

  @Test
  void whoever_swaps_directories_for_links_meanwhile_gets_nothing_outside() throws Exception {
    List<Path> swapped = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Path victim = Files.createDirectory(tree.resolve("victim" + i));
      for (int j = 0; j < 20; j++) {
        Files.writeString(victim.resolve("secret" + j), "");
      }
      swapped.add(victim);
    }
    for (int j = 0; j < 20; j++) {
      Files.writeString(outside.resolve("secret" + j), "");
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread attacker =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                swapped.forEach(this::swap);
              }
            });
    try {
      for (int i = 0; i < 8; i++) {
        give(tree);
      }
    } finally {
      stop.set(true);
      attacker.join();
    }
    try (Stream<Path> all = Files.walk(outside)) {
      for (Path path : all.toList()) {
        assertThat(owner(path)).isEqualTo(ROOT);
      }
    }
  }

  /** A directory is a link to the outside for a moment. */
  private void swap(Path victim) {
    Path aside = victim.resolveSibling("aside");
    try {
      Files.move(victim, aside);
      Files.createSymbolicLink(victim, outside);
      Files.delete(victim);
      Files.move(aside, victim);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
