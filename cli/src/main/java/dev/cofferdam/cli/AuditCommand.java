package dev.cofferdam.cli;

import picocli.CommandLine.Command;

/** {@code cofferdam audit}: reads the trail that the gateway wrote. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Verifies and shows the records of what was decided.",
    subcommands = {AuditVerifyCommand.class, AuditShowCommand.class})
final class AuditCommand {}
