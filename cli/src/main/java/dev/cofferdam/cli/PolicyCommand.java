package dev.cofferdam.cli;

import picocli.CommandLine.Command;

/** {@code cofferdam policy}: what a policy says, without an engine and without a gateway. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks, explains, tests and makes policies.",
    subcommands = {
      PolicyCheckCommand.class,
      ExplainCommand.class,
      PolicyTestCommand.class,
      PolicySuggestCommand.class,
      PolicyConvertCommand.class,
    })
final class PolicyCommand {}
