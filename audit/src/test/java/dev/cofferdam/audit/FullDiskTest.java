package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system without space, a tmpfs of 256 KiB. Needs root. */
@Tag("engine")
final class FullDiskTest {
  @TempDir Path temp;
  private Path disk;
  private Path dir;
  private Path filler;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(temp.resolve("disk"));
    Programs.run("mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", disk.toString());
    dir = disk.resolve("log");
    filler = disk.resolve("filler");
  }

  @AfterEach
  void unmount() throws Exception {
    Programs.run("umount", disk.toString());
  }

  private void fill() throws Exception {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (java.io.IOException e) {
      assertThat(e).hasMessageContaining("No space left on device");
    }
  }

  @Test
  void refuses_until_there_is_space_and_leaves_no_torn_and_no_repeated_line() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (AuditTrail trail = Samples.fileTrail(dir)) {
      for (int round = 0; round < 3; round++) {
        fill();
        int refused = 0;
        for (int i = 0; refused < 3; i++) {
          String id = "r" + round + "n" + i;
          try {
            // longer than a page, so that a part of it finds room
            trail.commit(Samples.event(id, "x".repeat(1500)));
            acknowledged.add(id);
          } catch (AuditException e) {
            assertThat(e).hasMessageContaining("No space left on device");
            refused++;
          }
        }
        assertThat(trail.health().getFirst().healthy()).isFalse();
        trail.offer(Samples.event("waits" + round));
        acknowledged.add("waits" + round);
        Files.delete(filler);
        String id = "after" + round;
        trail.commit(Samples.event(id));
        acknowledged.add(id);
        AuditTrailTest.until(() -> trail.health().getFirst().healthy());
      }
    }
    assertThat(AuditLog.verify(dir)).isInstanceOf(Verification.Intact.class);
    assertThat(Samples.ids(dir)).isEqualTo(acknowledged);
  }

  @Test
  void a_rotation_without_space_is_made_up_for() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (AuditTrail trail = Samples.fileTrail(dir, 8192, 0)) {
      fill();
      int refused = 0;
      for (int i = 0; i < 100; i++) {
        if (refused == 5) {
          Files.delete(filler);
          refused++;
        }
        try {
          trail.commit(Samples.event("e" + i, "x".repeat(1500)));
          acknowledged.add("e" + i);
        } catch (AuditException e) {
          assertThat(e).hasMessageContaining("No space left on device");
          refused++;
        }
      }
      assertThat(refused).isGreaterThanOrEqualTo(5);
    }
    assertThat(AuditLog.verify(dir)).isInstanceOf(Verification.Intact.class);
    assertThat(Samples.ids(dir)).isEqualTo(acknowledged);
  }

  @Test
  void a_start_without_space_says_so() throws Exception {
    Samples.write(dir, 1 << 20, 1, 1);
    Files.writeString(
        dir.resolve("audit.jsonl"), "{\"seq\":2", java.nio.file.StandardOpenOption.APPEND);
    fill();
    assertThatExceptionOfType(AuditException.class)
        .isThrownBy(() -> Samples.fileTrail(dir).close())
        .withMessageContaining("No space left on device");
    Files.delete(filler);
    Samples.write(dir, 1 << 20, 2, 2);
    assertThat(AuditLog.verify(dir)).isInstanceOf(Verification.Intact.class);
  }
}
