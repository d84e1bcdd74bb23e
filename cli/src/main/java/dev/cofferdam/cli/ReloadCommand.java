package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cofferdam reload}: puts a changed policy into force, or says what is wrong with it. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description =
        "Puts the policy file as it is now into force. One that is not valid is refused with its"
            + " mistakes, and the one in force stays.")
final class ReloadCommand implements Callable<Integer> {
  private static final int UNPROCESSABLE = 422;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private StateOption state = new StateOption();

  @Override
  public Integer call() throws IOException, CommandFailure {
    DaemonProcess daemon = new DaemonProcess(state.directory());
    if (daemon.running().isEmpty()) {
      throw new CommandFailure("Cofferdam does not run on " + state.directory().path() + ".");
    }
    HttpAnswer answer = daemon.reload();
    try {
      Json json = Json.parse(answer.body());
      return switch (answer.status()) {
        case 200 -> {
          spec.commandLine()
              .getOut()
              .println("Policy version " + json.text("version") + " is in force.");
          yield ExitCode.OK;
        }
        case UNPROCESSABLE -> {
          refused(json, spec.commandLine().getErr());
          yield ExitCode.FAILURE;
        }
        default ->
            throw new CommandFailure("The daemon answered with status " + answer.status() + ".");
      };
    } catch (Json.Unexpected e) {
      throw new CommandFailure("The daemon's answer cannot be read: " + e.getMessage(), e);
    }
  }

  private static void refused(Json json, PrintWriter err) throws Json.Unexpected {
    for (Json problem : json.items("problems")) {
      err.println(problem.text());
    }
    err.println("cofferdam: the policy was refused; the one in force stays.");
  }
}
