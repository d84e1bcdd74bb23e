package dev.cofferdam.cli;

import dev.cofferdam.cli.GatewayStatus.AuditSink;
import dev.cofferdam.cli.GatewayStatus.Engine;
import dev.cofferdam.cli.GatewayStatus.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@link GatewayStatus} as a person reads it. */
final class StatusText {
  private StatusText() {}

  static List<String> of(GatewayStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Cofferdam %s runs since %s (pid %d)"
            .formatted(status.version(), status.started(), status.pid()));
    lines.add(row("socket", "unix://" + status.socket()));
    lines.add(row("engine", engine(status.engine())));
    lines.add(row("policy", policy(status.policy())));
    modes(status.policy().modes()).ifPresent(modes -> lines.add(row("", modes)));
    if (!status.policy().lastError().isEmpty()) {
      lines.add(row("", "the file as it is now was refused, the one above stays in force:"));
      status.policy().lastError().lines().forEach(line -> lines.add(row("", line)));
    }
    lines.add(
        row(
            "sessions",
            "connections: %d, requests: %d, streams: %d"
                .formatted(
                    status.sessions().connections(),
                    status.sessions().requests(),
                    status.sessions().streams())));
    String label = "audit";
    for (AuditSink sink : status.audit()) {
      lines.add(row(label, sink(sink)));
      label = "";
    }
    if (status.audit().isEmpty()) {
      lines.add(row("audit", "goes nowhere"));
    }
    lines.add(row("containers", namespaces(status.namespaces())));
    lines.add(row("itself", selfFilter(status.selfFilter())));
    lines.addAll(hazards(status.hazards()));
    return lines.stream().map(StatusText::printable).toList();
  }

  /** One line, for {@code up}. */
  static String hazardCount(int count) {
    return switch (count) {
      case 0 -> "no way around the gateway was found";
      case 1 -> "1 way around the gateway was found: `cofferdam status` names it";
      default -> count + " ways around the gateway were found: `cofferdam status` names them";
    };
  }

  static String policy(GatewayStatus.PolicyInForce policy) {
    return "%s (version %s, roles: %d, bindings: %d, loaded %s)"
        .formatted(
            policy.file(), policy.version(), policy.roles(), policy.bindings(), policy.loaded());
  }

  /** Where every role is enforced, nothing needs to be said. */
  private static Optional<String> modes(GatewayStatus.Modes modes) {
    return modes.warn() + modes.observe() == 0
        ? Optional.empty()
        : Optional.of(
            "roles that are enforced: %d, that warn: %d, that observe: %d"
                .formatted(modes.enforce(), modes.warn(), modes.observe()));
  }

  private static String engine(Engine engine) {
    return engine.reachable()
        ? "%s, version %s, API %s"
            .formatted(engine.address(), engine.version(), engine.apiVersion())
        : "%s DOES NOT ANSWER: %s".formatted(engine.address(), engine.message());
  }

  private static String sink(AuditSink sink) {
    String health = sink.healthy() ? "works" : "FAILS: " + sink.message();
    String losses = sink.lost() == 0 ? "" : ", " + sink.lost() + " LOST";
    return "%s%s %s; %d written, %d waiting%s"
        .formatted(
            sink.name(),
            sink.required() ? " (required)" : "",
            health,
            sink.written(),
            sink.queued(),
            losses);
  }

  private static String namespaces(GatewayStatus.Namespaces namespaces) {
    if (namespaces.contain().equals("off")) {
      return "have the user namespace of the engine: the policy says contain: off";
    }
    String otherwise =
        namespaces.contain().equals("required")
            ? "are NOT CREATED (contain: required): "
            : "have NO user namespace of their own: ";
    return switch (namespaces.runtime()) {
      case "present", "standard" -> "have user namespaces of their own";
      case "absent" ->
          otherwise + "the engine has no runtime cofferdam (cofferdam install registers it)";
      case "remapped" -> otherwise + "the engine has userns-remap, which maps ids by itself";
      default -> "may have user namespaces: the engine does not say which runtimes it has";
    };
  }

  private static String selfFilter(GatewayStatus.SelfFilter filter) {
    return filter.on()
        ? "may make %d of %d system calls".formatted(filter.calls(), filter.known())
        : "may make EVERY system call: it was started with --no-self-filter";
  }

  private static List<String> hazards(List<Hazard> hazards) {
    if (hazards.isEmpty()) {
      return List.of(row("around it", hazardCount(0)));
    }
    List<String> lines = new ArrayList<>();
    String label = "around it";
    for (Hazard hazard : hazards) {
      lines.add(row(label, hazard.what()));
      lines.add(row("", "  " + hazard.remedy()));
      label = "";
    }
    return lines;
  }

  private static String row(String label, String text) {
    return "  %-10s %s".formatted(label, text);
  }

  /** Nothing that another process said may move the cursor of a terminal. */
  static String printable(String line) {
    return line.replaceAll("\\p{Cntrl}", "?");
  }
}
