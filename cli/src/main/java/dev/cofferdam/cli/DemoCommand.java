package dev.cofferdam.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cofferdam demo}: the three administrators of the example policy on a running gateway. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Plays three administrators with three roles on the running gateway: what each tries, what"
          + " comes of it, and what is on record.",
      "It makes the users admin1, admin2 and admin3, the image foobar and two containers, puts"
          + " examples/three-admins.yaml into force, and takes everything back at the end."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything came out as the policy says",
      "1:something did not, or the demo could not be played"
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private StateOption state = new StateOption();

  @Option(names = "--yes", description = "Replaces the policy in force without asking.")
  private boolean yes;

  private boolean ended;

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    Superuser.require("demo");
    DaemonProcess daemon = new DaemonProcess(state.directory());
    if (daemon.running().isEmpty()) {
      throw new CommandFailure(
          "Cofferdam does not run on " + state.directory().path() + ": start it with `up`.");
    }
    Path example =
        DemoPolicy.find()
            .orElseThrow(
                () -> new CommandFailure("examples/three-admins.yaml is not to be found."));
    DemoPolicy policy = new DemoPolicy(state.directory(), example);
    policy.restore();
    GatewayStatus status = daemon.status();
    DemoWorld world = new DemoWorld(status.engine().address());
    world.requireFree();
    boolean swap = !policy.isInForce(status.policy().version());
    if (swap) {
      askFor(status.policy().file());
    }
    Thread hook = new Thread(() -> tidy(world, policy), "end of the demo");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      prepare(world, policy, swap ? status.policy().file() : "");
      return play(Path.of(status.socket())) ? ExitCode.OK : ExitCode.FAILURE;
    } finally {
      tidy(world, policy);
    }
  }

  private synchronized void prepare(DemoWorld world, DemoPolicy policy, String replaced)
      throws IOException, InterruptedException, CommandFailure {
    if (ended) {
      return;
    }
    world.takeAway();
    world.make();
    if (!replaced.isEmpty()) {
      policy.putInForce(replaced);
    }
  }

  private void askFor(String file) throws CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    out.println("The gateway's policy is " + file + ". While the demo runs, about half a minute,");
    out.println("examples/three-admins.yaml is in force instead, for everybody.");
    out.flush();
    if (yes) {
      return;
    }
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() -> new CommandFailure("Nobody can be asked here: say so with --yes."));
    String answer = console.readLine("Go on? [y/N] ");
    if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
      throw new CommandFailure("Nothing was done.");
    }
  }

  /** Once, at the end or when the demo is interrupted; never in the middle of an act. */
  private synchronized void tidy(DemoWorld world, DemoPolicy policy) {
    if (ended) {
      return;
    }
    ended = true;
    List<String> left = new ArrayList<>();
    try {
      policy.restore().ifPresent(file -> say("The policy " + file + " is in force again."));
    } catch (IOException | CommandFailure e) {
      left.add(String.valueOf(e.getMessage()));
    }
    left.addAll(world.takeAway());
    left.forEach(problem -> say("Could not be taken away: " + problem));
    if (left.isEmpty()) {
      say("Users, containers and image are gone again.");
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private boolean play(Path socket) throws IOException, InterruptedException {
    String group = String.valueOf(Files.getAttribute(socket, "unix:gid"));
    int wrong = 0;
    for (DemoAct act : DemoAct.ALL) {
      wrong += play(act, socket, group) ? 0 : 1;
    }
    int right = DemoAct.ALL.size() - wrong;
    say(right + " of " + DemoAct.ALL.size() + " acts came out as the policy says.");
    return wrong == 0;
  }

  private synchronized boolean play(DemoAct act, Path socket, String group)
      throws IOException, InterruptedException {
    if (ended) {
      return false;
    }
    byte[] nothing = new byte[0];
    String uid = DemoProcess.require(List.of("id", "-u", act.user()), nothing);
    String gid = DemoProcess.require(List.of("id", "-g", act.user()), nothing);
    List<String> docker = new ArrayList<>(List.of("docker", "-H", "unix://" + socket));
    docker.addAll(act.words());
    Instant start = Instant.now();
    DemoProcess done = DemoProcess.run(DemoProcess.as(act, uid, gid, group, docker));
    DemoRecords records = DemoRecords.of(AuditDirectory.of(state.directory()), act.user(), start);
    boolean asSaid =
        act.allowed()
            ? !records.anyDenied() && (done.status() == 0 || records.engineFailed())
            : records.anyDenied() && done.status() != 0;
    boolean right =
        asSaid
            && !records.decisions().isEmpty()
            && records.nameBoth(act.sudo() ? 0 : Long.parseLong(uid), act.user());
    lines(act, done, records.lines(), right).forEach(this::say);
    return right;
  }

  static List<String> lines(DemoAct act, DemoProcess done, List<String> records, boolean right) {
    List<String> lines = new ArrayList<>();
    lines.add(act.line());
    lines.add(
        "  " + (done.status() == 0 ? "done" : "exit " + done.status()) + ": " + done.firstLine());
    records.forEach(record -> lines.add("  on record: " + record));
    String said = act.allowed() ? "allows" : "refuses";
    if (right && act.allowed() && done.status() != 0) {
      lines.add("  the gateway let it through; the engine could not do it on this host");
    }
    lines.add(
        right
            ? "  as the policy says, which " + said + " it"
            : "  WRONG: the policy " + said + " it, and it has to be on record so");
    lines.add("");
    return lines;
  }
}
