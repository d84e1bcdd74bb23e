package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as root, on threads of their own. */
final class CredentialsTest {
  /** Of capability.h: what passes permissions of files. */
  private static final long DAC_OVERRIDE = 1 << 1;

  private static final long SETUID = 1 << 7;
  private static final long SETGID = 1 << 6;

  private final Credentials credentials = Kernel.real().credentials();

  @TempDir private Path directory;

  @Test
  void files_are_made_as_who_the_thread_acts_as_and_no_other_thread_is() throws Exception {
    Owner other = new Owner(200_000, 3_000_000_000L);
    Files.setAttribute(directory, "unix:mode", 0777);
    OwnThread.call(() -> {
      assertThat(credentials.actAs(other)).isEqualTo(Owner.ROOT);
      Files.createFile(directory.resolve("theirs"));
      OwnThread.call(() -> Files.createFile(directory.resolve("inherited")));
      assertThat(credentials.actAs(Owner.ROOT)).isEqualTo(other);
      return Files.createFile(directory.resolve("own"));
    });
    Files.createFile(directory.resolve("beside"));
    assertThat(owner("theirs")).isEqualTo(other);
    assertThat(owner("inherited")).isEqualTo(other);
    assertThat(owner("own")).isEqualTo(Owner.ROOT);
    assertThat(owner("beside")).isEqualTo(Owner.ROOT);
  }

  private Owner owner(String name) throws KernelException {
    Name path = Name.of(directory.resolve(name).toString());
    return Kernel.real().files().stat(Fd.WORKING_DIRECTORY, path, 0).owner();
  }

  @Test
  void capabilities_over_files_stay_with_the_bit_only() throws Exception {
    assertThat(OwnThread.call(() -> effectiveAs(new Owner(200_000, 200_000)) & DAC_OVERRIDE))
        .isZero();
    OwnThread.call(() -> {
      int before = credentials.secureBits();
      credentials.setSecureBits(before | Credentials.NO_SETUID_FIXUP);
      assertThat(effectiveAs(new Owner(200_000, 200_000)) & DAC_OVERRIDE).isNotZero();
      credentials.setSecureBits(before);
      assertThat(credentials.secureBits()).isEqualTo(before);
      return before;
    });
  }

  private long effectiveAs(Owner owner) throws KernelException {
    Owner before = credentials.actAs(owner);
    try {
      return credentials.capabilities().effective();
    } finally {
      credentials.actAs(before);
    }
  }

  @Test
  void who_may_not_act_as_another_stays_who_he_is() throws Exception {
    OwnThread.call(() -> {
      Capabilities all = credentials.capabilities();
      Capabilities no = new Capabilities(all.effective() & ~SETUID, all.permitted(), 0);
      credentials.setCapabilities(no);
      assertThatExceptionOfType(KernelException.class)
          .isThrownBy(() -> credentials.actAs(new Owner(77, 88)))
          .withMessage("setfsuid `77`: the thread may not act as this id");
      assertThat(credentials.actAs(Owner.ROOT)).isEqualTo(Owner.ROOT);
      return no;
    });
  }

  @Test
  void capabilities_are_what_proc_says_they_are() throws Exception {
    OwnThread.call(() -> {
      Capabilities all = credentials.capabilities();
      Capabilities few = new Capabilities(SETGID, SETUID | SETGID, SETUID);
      credentials.setCapabilities(few);
      assertThat(credentials.capabilities()).isEqualTo(few);
      List<String> lines = Files.readAllLines(Path.of("/proc/thread-self/status"));
      assertThat(lines).contains("CapEff:\t0000000000000040", "CapPrm:\t00000000000000c0");
      assertThatExceptionOfType(KernelException.class)
          .isThrownBy(() -> credentials.setCapabilities(all))
          .withMessage("capset `this thread`: Operation not permitted");
      return all;
    });
  }
}
