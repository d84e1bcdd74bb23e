package dev.cofferdam.cli;

import picocli.CommandLine.Command;

/** {@code cofferdam policy}: what a policy says, without an engine and without a gateway. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks and explains policies.",
    subcommands = {
      PolicyCheckCommand.class,
      ExplainCommand.class,
    })
final class PolicyCommand {}
