package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam policy convert}: a policy from the variables of a socket proxy. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description =
        "Prints a policy that allows what a socket proxy with these variables lets through, and warns"
            + " of what the proxy let through besides.",
    footer = {
      "%nExamples: cofferdam policy convert compose.yaml",
      "          cofferdam policy convert --to group:monitoring -- CONTAINERS=1 EVENTS=1",
      "          cofferdam policy convert -- '-allowGET=/v1\\..{1,2}/(version|events.*)'"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:converted", "2:the variables cannot be understood, or let nothing through"})
final class PolicyConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE|NAME=VALUE",
      arity = "1..*",
      description = "A compose file (.yaml, .yml), an environment file, or variables.")
  private List<String> input = List.of();

  @Option(
      names = "--proxy",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}. Default: the one that the variables and the image are of.")
  private Optional<SocketProxy.Kind> kind = Optional.empty();

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "The proxy's service in a compose file with several that can be meant.")
  private Optional<String> service = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "SUBJECT",
      description =
          "To whom the role is bound: user:NAME or group:NAME. Default: ${DEFAULT-VALUE}.")
  private String subject = "group:socket-proxy";

  @Option(
      names = "--faithful",
      description =
          "Also allows what the proxy let through without being told to, privileged containers"
              + " included.")
  private boolean faithful;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (!subject.matches("(user|group):[a-zA-Z0-9_][a-zA-Z0-9_.@$-]*")) {
        throw new IllegalArgumentException("--to " + subject + ": write user:NAME or group:NAME");
      }
      ProxyVariables variables = variables();
      SocketProxy proxy =
          SocketProxy.of(kind.orElseGet(() -> SocketProxy.kindOf(variables)), variables);
      ProxyConversion conversion = new ProxyConversion(proxy, faithful);
      conversion
          .warnings()
          .forEach(warning -> err.println(StatusText.printable("warning: " + warning)));
      if (conversion.operations().isEmpty()) {
        throw new IllegalArgumentException("these variables let nothing through");
      }
      spec.commandLine().getOut().print(conversion.policy(subject));
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      err.println("cofferdam: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private ProxyVariables variables() throws IOException {
    List<String> words = new ArrayList<>();
    ProxyVariables found = ProxyVariables.ofWords(List.of());
    for (String each : input) {
      if (each.indexOf('=') > 0) {
        words.add(each);
      } else {
        String text = Files.readString(Path.of(each));
        found =
            each.endsWith(".yaml") || each.endsWith(".yml")
                ? ProxyVariables.ofCompose(text, each, service)
                : ProxyVariables.ofEnvFile(text, each);
      }
    }
    return found.and(ProxyVariables.ofWords(words));
  }
}
