package dev.cofferdam.cli;

import picocli.CommandLine.Command;

/** {@code cofferdam seccomp}: filters of system calls, without an engine and without a gateway. */
@Command(
    name = "seccomp",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Compiles, explains and compares filters of system calls.",
    footer = {
      "%nA PROFILE is a base (default, mission or none), or a file: a profile as Docker and the OCI"
          + " runtime specification write it in JSON. Options of containers apply to either:",
      "  -o seccomp.allow=bpf -o seccomp.deny=@mount"
    },
    subcommands = {
      SeccompCompileCommand.class,
      SeccompDisasmCommand.class,
      SeccompSimulateCommand.class,
      SeccompExplainCommand.class,
      SeccompDiffCommand.class,
      SeccompSurfaceCommand.class,
      SeccompRecordCommand.class,
    })
final class SeccompCommand {}
