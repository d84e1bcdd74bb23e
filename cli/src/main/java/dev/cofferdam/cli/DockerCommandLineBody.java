package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The body of {@code POST /containers/create} as docker 28.2 writes it for an engine of API 1.50,
 * member by member.
 */
final class DockerCommandLineBody {
  /**
   * Stands for a profile in a file, where that was not read ({@link ProfileFiles}). It is one that
   * allows everything, so that it is judged by the most that it could be.
   */
  static final String CUSTOM_SECCOMP = "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}";

  private final DockerCommandLineOptions options;
  private final boolean detached;
  private final DockerCommandLinePorts ports = new DockerCommandLinePorts();
  private final DockerCommandLineNetworks networks;

  private DockerCommandLineBody(DockerCommandLineOptions options, boolean run) {
    this.options = options;
    this.detached = run && options.on("detach");
    this.networks = DockerCommandLineNetworks.of(options);
    options.each("publish", ports::publish);
    options.each("expose", ports::expose);
  }

  static DockerCommandLineJson of(DockerCommandLineOptions options, boolean run) {
    DockerCommandLineBody body = new DockerCommandLineBody(options, run);
    body.check();
    return body.config()
        .put("HostConfig", DockerCommandLineHostConfig.of(options, body.ports, body.networks))
        .put(
            "NetworkingConfig",
            new DockerCommandLineJson().put("EndpointsConfig", body.networks.endpoints()));
  }

  private void check() {
    if (detached && options.has("attach")) {
      throw new DockerCommandLineException(
          "conflicting options: cannot specify both --attach and --detach");
    }
    options.each(
        "attach",
        stream -> {
          if (!List.of("stdin", "stdout", "stderr").contains(stream.toLowerCase(Locale.ROOT))) {
            throw new DockerCommandLineException("valid streams are STDIN, STDOUT and STDERR");
          }
        });
    options.each("env", DockerCommandLineBody::named);
    options.each("label", DockerCommandLineBody::named);
  }

  private static void named(String value) {
    if (value.isEmpty() || value.startsWith("=")) {
      throw new DockerCommandLineException("empty name");
    }
  }

  private boolean attaches(String stream, boolean otherwise) {
    List<String> chosen =
        options.all("attach").stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    return !detached && (chosen.isEmpty() ? otherwise : chosen.contains(stream));
  }

  private DockerCommandLineJson config() {
    List<String> command = options.arguments().subList(1, options.arguments().size());
    List<String> entrypoint =
        options.has("entrypoint") ? List.of(options.text("entrypoint")) : List.of();
    boolean stdin = options.on("interactive");
    boolean attachStdin = !detached && (stdin || attaches("stdin", false));
    return new DockerCommandLineJson()
        .put("Hostname", options.text("hostname"))
        .put("Domainname", options.text("domainname"))
        .put("User", options.text("user"))
        .put("AttachStdin", attachStdin)
        .put("AttachStdout", attaches("stdout", true))
        .put("AttachStderr", attaches("stderr", true))
        .putMap("ExposedPorts", ports.exposed())
        .put("Tty", options.on("tty"))
        .put("OpenStdin", stdin)
        .put("StdinOnce", stdin && attachStdin)
        .putOrNull("Env", environment())
        .putOrNull("Cmd", command)
        .putUnless(healthcheck().isEmpty(), "Healthcheck", healthcheck())
        .put("Image", options.arguments().getFirst())
        .put("Volumes", DockerCommandLineMounts.anonymous(options.all("volume")))
        .put("WorkingDir", options.text("workdir"))
        .putOrNull("Entrypoint", entrypoint)
        .putNull("OnBuild")
        .put("Labels", DockerCommandLineValues.pairs(options.all("label")))
        .putText("StopSignal", options.text("stop-signal"))
        .putUnless(!options.has("stop-timeout"), "StopTimeout", options.number("stop-timeout"));
  }

  /** The last of a name counts. A name without a value stays one: what it is here is no matter. */
  private List<String> environment() {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String variable : options.all("env")) {
      byName.put(variable.split("=", 2)[0], variable);
    }
    return List.copyOf(byName.values());
  }

  private DockerCommandLineJson healthcheck() {
    DockerCommandLineJson check = new DockerCommandLineJson();
    String command = options.text("health-cmd");
    if (!command.isEmpty()) {
      check.put("Test", List.of("CMD-SHELL", command));
    }
    check
        .putNumber("Interval", duration("health-interval"))
        .putNumber("Timeout", duration("health-timeout"))
        .putNumber("StartPeriod", duration("health-start-period"))
        .putNumber("StartInterval", duration("health-start-interval"))
        .putNumber("Retries", notNegative("health-retries", options.number("health-retries")));
    if (!options.on("no-healthcheck")) {
      return check;
    }
    if (!check.isEmpty()) {
      throw new DockerCommandLineException("--no-healthcheck conflicts with --health-* options");
    }
    return check.put("Test", List.of("NONE"));
  }

  private long duration(String flag) {
    return options.has(flag)
        ? notNegative(flag, DockerCommandLineValues.nanoseconds(options.text(flag)))
        : 0;
  }

  private static long notNegative(String flag, long value) {
    if (value < 0) {
      throw new DockerCommandLineException("--" + flag + " cannot be negative");
    }
    return value;
  }

  /** In capitals with {@code CAP_} before, sorted, each once; {@code ALL} is itself. */
  static List<String> capabilities(List<String> names) {
    TreeSet<String> capabilities = new TreeSet<>();
    for (String name : names) {
      String upper = name.strip().toUpperCase(Locale.ROOT);
      capabilities.add(upper.equals("ALL") || upper.startsWith("CAP_") ? upper : "CAP_" + upper);
    }
    return List.copyOf(capabilities);
  }

  /** Without {@code systempaths=unconfined}, which the client turns into empty lists of paths. */
  static List<String> securityOptions(DockerCommandLineOptions options) {
    List<String> result = new ArrayList<>();
    options.each(
        "security-opt",
        option -> {
          String[] pair = option.split(option.contains("=") ? "=" : ":", 2);
          if (!pair[0].equals("no-new-privileges") && (pair.length == 1 || pair[1].isEmpty())) {
            throw new DockerCommandLineException("Invalid --security-opt");
          }
          if (option.equals("systempaths=unconfined")) {
            return;
          }
          result.add(isSeccompFile(pair) ? "seccomp=" + CUSTOM_SECCOMP : option);
        });
    return result;
  }

  static boolean hasCustomSeccomp(DockerCommandLineOptions options) {
    return options.all("security-opt").stream()
        .anyMatch(option -> isSeccompFile(option.split(option.contains("=") ? "=" : ":", 2)));
  }

  /** Options that change a filter are written with colons too, for {@code cofferdam docker}. */
  private static boolean isSeccompFile(String[] pair) {
    return pair.length == 2
        && pair[0].equals("seccomp")
        && !pair[1].startsWith("{")
        && !Options.isOne("seccomp:" + pair[1])
        && !pair[1].equals("unconfined")
        && !pair[1].equals("builtin");
  }
}
