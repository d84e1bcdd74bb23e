package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.AuditLog;
import dev.cofferdam.audit.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be put on record does not happen. */
@OnSite
class RequiredSinkTest {
  private final Site site;

  RequiredSinkTest(Site site) {
    this.site = site;
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Test
  void a_full_disk_stops_privileged_operations_until_there_is_room() throws IOException {
    Path disk = Files.createDirectories(site.newHome("disk"));
    Path sink = disk.resolve("audit");
    Command.of(
            "mount", "-t", "tmpfs", "-o", "size=512k,mode=700", "cofferdam-test", disk.toString())
        .orFail();
    try (Gateway gateway =
        Gateway.start(
            site.newHome("gateway"),
            site.engine().socket(),
            Policies.threeAdmins(),
            List.of("file:" + sink + ",required"))) {
      Docker admin3 = site.docker(Person.ADMIN3, Docker.clients().getFirst(), gateway);
      admin3.orFail("create", "--privileged", "--name", "before", "foobar");
      Path ballast = disk.resolve("ballast");
      Command.of("dd", "if=/dev/zero", "of=" + ballast, "bs=1k").run();

      Await.until(
          "a refusal, once the last room is used up",
          Command.LIMIT,
          () -> !admin3.run("create", "--privileged", "foobar").succeeded());
      Finished refused = admin3.run("create", "--privileged", "--name", "full", "foobar");
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.err()).containsIgnoringCase("audit");
      assertThat(site.engine().exists("full")).isFalse();

      Files.delete(ballast);
      Await.until(
          "privileged operations go again",
          Command.LIMIT,
          () -> admin3.run("create", "--privileged", "--name", "after", "foobar").succeeded());
      assertThat(AuditLog.verify(sink)).isInstanceOf(Verification.Intact.class);
    } finally {
      Command.of("umount", disk.toString()).orFail();
    }
  }
}
