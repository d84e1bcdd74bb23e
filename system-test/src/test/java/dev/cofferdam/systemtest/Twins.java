package dev.cofferdam.systemtest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two engines that have been through the same: one is asked directly, the other through a gateway
 * under which root may do everything.
 */
final class Twins implements AutoCloseable {
  private static final Duration DAY = Duration.ofSeconds(150);

  private final Site site;
  private final Path directHome;
  private final Path guardedHome;
  private final Engine direct;
  private final Engine guarded;
  private final Gateway gateway;

  Twins(Site site) {
    this.site = site;
    directHome = site.newHome("direct");
    guardedHome = site.newHome("guarded");
    direct = Engine.start(directHome);
    guarded = Engine.start(guardedHome);
    gateway = Gateway.start(site.newHome("twins"), guarded.socket(), Policies.everythingForRoot());
  }

  Engine direct() {
    return direct;
  }

  Engine guarded() {
    return guarded;
  }

  Gateway gateway() {
    return gateway;
  }

  /** Of a program that takes the socket as its last argument, asking the engine itself. */
  Transcript directly(List<String> program) {
    return transcript(program, direct.socket(), directHome);
  }

  Transcript throughTheGateway(List<String> program) {
    return transcript(program, gateway.socket(), guardedHome);
  }

  private Transcript transcript(List<String> program, Path socket, Path home) {
    Path work = site.newDirectory("day");
    List<String> line =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", work.toString()));
    line.addAll(program);
    line.add(socket.toString());
    Finished day = Command.of(line).with("PYTHONWARNINGS", "ignore").behind(As.root()).run(DAY);
    Command.of("rm", "-rf", work.toString()).orFail();
    return Transcript.of(day.orFail().replace(work.toString(), "WORK") + "\n", home);
  }

  @Override
  public void close() {
    gateway.close();
    guarded.close();
    direct.close();
  }
}
