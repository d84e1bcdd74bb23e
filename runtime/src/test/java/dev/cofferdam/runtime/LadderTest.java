package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.FakeKernel;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.runtime.Foundation.Laid;
import dev.cofferdam.runtime.Foundation.Order;
import dev.cofferdam.runtime.OverlayMount.Writable;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of the kernel, and what of it is left when a call fails; the kernel is none. */
final class LadderTest {
  private static final Owner CONTAINER_ROOT = new Owner(700_000, 800_000);
  private static final OverlayMount OVERLAY =
      new OverlayMount(
          List.of(Name.of("/d/top"), Name.of("/d/base")),
          List.of(),
          Optional.of(new Writable(Name.of("/d/id/diff"), Name.of("/d/id/work"))),
          List.of(new OverlayMount.Setting("index", Name.of("off"))),
          0);

  private final FakeKernel kernel = new FakeKernel();

  @TempDir private Path place;

  private Path root() throws RuntimeFailure, IOException {
    try (Fd namespace = kernel.namespaces().newUser("", "");
        Stage stage = Stage.raise(kernel, place)) {
      Idmapping idmapping = new Idmapping(kernel, namespace);
      return new IdmappedRoot(kernel, stage, idmapping, CONTAINER_ROOT).of(OVERLAY);
    }
  }

  private Laid foundation(Maps maps) throws RuntimeFailure, IOException {
    UserNamespace namespace = new UserNamespace(maps, Optional.empty());
    return new KernelFoundation(kernel, place)
        .lay(new Order("id", Path.of("/root"), namespace, List.of(Path.of("/etc/hosts"))));
  }

  private Laid foundation() throws RuntimeFailure, IOException {
    return foundation(Maps.privateTo(new IdRange(700_000, Maps.IDS)));
  }

  @Test
  void layers_are_given_by_descriptor_and_nothing_is_attached_before_the_last_call()
      throws Exception {
    assertThat(root()).isEqualTo(place.resolve("root"));
    List<String> calls = kernel.calls;
    assertThat(kernel.count("idmap")).isEqualTo(3);
    assertThat(kernel.count("move")).isEqualTo(1);
    assertThat(calls.getLast()).startsWith("move").endsWith(" root");
    assertThat(calls)
        .containsSubsequence(
            "copy /d/top",
            "copy /d/base",
            "copy /d/id",
            "fsopen overlay",
            "open diff",
            "open cofferdam-work",
            "set index off",
            "actAs 700000:800000",
            "actAs 0:0");
    int created = indexOf("create fd");
    assertThat(created).isBetween(calls.indexOf("actAs 700000:800000"), calls.indexOf("actAs 0:0"));
    assertAsBefore();
  }

  private int indexOf(String beginning) {
    for (int i = 0; i < kernel.calls.size(); i++) {
      if (kernel.calls.get(i).startsWith(beginning)) {
        return i;
      }
    }
    throw new AssertionError(beginning + " is not in " + kernel.calls);
  }

  private void assertAsBefore() {
    assertThat(kernel.shared.open).as("descriptors").isEmpty();
    assertThat(kernel.credentials.owner).isEqualTo(Owner.ROOT);
    assertThat(kernel.credentials.bits).isZero();
  }

  @Test
  void an_older_kernel_gets_its_layers_by_path() throws Exception {
    kernel.shared.fail("setFd lowerdir+", Errno.EINVAL);
    assertThat(root()).isEqualTo(place.resolve("root"));
    assertThat(kernel.calls)
        .contains(
            "mount overlay "
                + place
                + "/root lowerdir=0:1,upperdir=w/diff,workdir=w/cofferdam-work,index=off");
    assertThat(kernel.calls).contains("unmount " + place + "/layers");
    assertAsBefore();
  }

  @Test
  void one_that_knows_neither_says_so_and_tells_what_was_said() {
    kernel.shared.fail("setFd lowerdir+", Errno.EINVAL);
    kernel.shared.fail("mount overlay", Errno.EINVAL);
    assertThatExceptionOfType(RuntimeFailure.class)
        .isThrownBy(this::root)
        .withMessageStartingWith("this kernel has no overlay of layers with other owners")
        .withMessageContaining("Linux 5.19")
        .withMessageContaining("mount `overlay")
        .withMessageContaining("setFd `lowerdir+");
    assertAsBefore();
  }

  @Test
  void a_kernel_without_idmapped_mounts_says_so() {
    kernel.shared.fail("idmap", Errno.ENOSYS);
    assertThatExceptionOfType(RuntimeFailure.class)
        .isThrownBy(this::foundation)
        .withMessageContaining("no idmapped mounts");
    assertThat(kernel.calls.getLast()).isEqualTo("unmount " + place);
    assertAsBefore();
  }

  @Test
  void another_failure_is_no_reason_to_try_another_way() {
    kernel.shared.fail("create", Errno.ENOMEM);
    assertThatExceptionOfType(KernelException.class)
        .isThrownBy(this::root)
        .matches(e -> e.errno() == Errno.ENOMEM);
    assertThat(kernel.count("mount overlay")).isZero();
    assertAsBefore();
  }

  @Test
  void an_overlay_that_could_only_be_read_is_refused() {
    kernel.files.readOnly = true;
    assertThatExceptionOfType(RuntimeFailure.class)
        .isThrownBy(this::root)
        .withMessageContaining("/d/id/diff")
        .withMessageContaining("for reading only");
    assertThat(kernel.count("move")).isZero();
    assertAsBefore();
  }

  @Test
  void whichever_call_fails_nothing_is_left() throws Exception {
    assertThat(root()).isEqualTo(place.resolve("root"));
    int calls = kernel.calls.size();
    for (int i = 0; i < calls; i++) {
      kernel.calls.clear();
      kernel.shared.failAfter(i, Errno.EIO);
      assertThatExceptionOfType(KernelException.class)
          .as("call %d", i)
          .isThrownBy(this::root)
          .matches(e -> e.errno() == Errno.EIO);
      assertThat(kernel.shared.open).as("after call %d", i).isEmpty();
    }
  }

  @Test
  void whichever_call_fails_the_stage_is_struck() throws Exception {
    Laid laid = foundation();
    assertThat(laid.sources()).containsExactly(place.resolve("mount-0"));
    int raised = indexOf("mount tmpfs");
    int calls = kernel.calls.size();
    for (int i = 0; i < calls; i++) {
      kernel.calls.clear();
      kernel.shared.failAfter(i, Errno.EIO);
      assertThatExceptionOfType(KernelException.class).isThrownBy(this::foundation);
      assertThat(kernel.shared.open).as("after call %d", i).isEmpty();
      if (i > raised) {
        assertThat(kernel.calls).as("after call %d", i).endsWith("unmount " + place);
      }
    }
  }

  @Test
  void a_root_whose_owners_are_the_same_outside_is_left_as_it_is() throws Exception {
    Laid laid = foundation(Maps.identity());
    assertThat(laid.root()).isEqualTo(Path.of("/root"));
    assertThat(laid.sources()).containsExactly(Path.of("/etc/hosts"));
    assertThat(kernel.calls).isEmpty();
  }

  @Test
  void a_map_without_a_root_is_refused_before_anything_is_made() {
    Maps maps = Maps.user(new Maps.Ids(1000, 1000), new Maps.Ids(2000, 2000));
    assertThatExceptionOfType(RuntimeFailure.class)
        .isThrownBy(() -> foundation(maps))
        .withMessageContaining("no id for its root");
    assertThat(kernel.calls).isEmpty();
  }

  @Test
  void a_limit_of_namespaces_is_named() {
    kernel.shared.fail("newUser", Errno.ENOSPC);
    assertThatExceptionOfType(RuntimeFailure.class)
        .isThrownBy(this::foundation)
        .withMessageContaining("user.max_user_namespaces");
  }
}
