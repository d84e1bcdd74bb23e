package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.AuditLog;
import dev.cofferdam.audit.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that ends, cleanly or by {@code kill -9}. */
@OnSite
class KilledGatewayTest {
  private final Site site;

  KilledGatewayTest(Site site) {
    this.site = site;
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Test
  void containers_run_on_the_chain_verifies_and_the_next_start_works() throws IOException {
    Path client = Docker.clients().getFirst();
    try (Gateway gateway =
        Gateway.start(site.newHome("gateway"), site.engine().socket(), Policies.threeAdmins())) {
      Docker admin2 = site.docker(Person.ADMIN2, client, gateway);
      String id = admin2.orFail("run", "-d", "foobar", "sh", "-c", Containers.SERVICE);
      List<Running> busy = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        busy.add(admin2.start("attach", "--no-stdin", id));
        busy.add(admin2.start("ps"));
      }
      gateway.killHard();
      busy.forEach(Running::close);
      assertThat(site.engine().isRunning(id)).isTrue();
      assertThat(AuditLog.verify(gateway.auditDirectory())).isInstanceOf(Verification.Intact.class);

      gateway.startAgain();
      assertThat(admin2.orFail("ps", "--quiet", "--no-trunc")).isEqualTo(id);
      admin2.orFail("rm", "--force", id);
      assertThat(AuditLog.verify(gateway.auditDirectory())).isInstanceOf(Verification.Intact.class);
    }
  }

  @Test
  void a_changed_record_is_found() throws IOException {
    Path home = site.newHome("gateway");
    try (Gateway gateway = Gateway.start(home, site.engine().socket(), Policies.threeAdmins())) {
      site.docker(Person.ADMIN2, Docker.clients().getFirst(), gateway).orFail("ps");
      gateway.stop();
      Path file = gateway.trail().files().getLast();
      Command.of("sed", "-i", "s/container.list/container.info/", file.toString()).orFail();
      assertThat(AuditLog.verify(gateway.auditDirectory()))
          .isInstanceOfSatisfying(
              Verification.Broken.class,
              broken -> assertThat(broken.kind()).isEqualTo(Verification.Kind.CHANGED));
    }
  }

  @Test
  void a_clean_end_lets_a_stream_finish_and_takes_the_sockets_away() {
    Path client = Docker.clients().getFirst();
    try (Gateway gateway =
        Gateway.start(site.newHome("gateway"), site.engine().socket(), Policies.threeAdmins())) {
      Docker admin2 = site.docker(Person.ADMIN2, client, gateway);
      try (Running stream =
          admin2.start("run", "--rm", "foobar", "sh", "-c", "echo on; sleep 2; echo off")) {
        stream.awaitOut("on");
        gateway.stop();
        assertThat(stream.ended().out()).isEqualTo("on\noff\n");
      }
      assertThat(gateway.alive()).isFalse();
    }
  }
}
