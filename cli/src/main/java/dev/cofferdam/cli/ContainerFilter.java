package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.ProfileDocument;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.seccomp.Surface;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The profile that a container was created with, asked for as any client would: by inspect. */
final class ContainerFilter {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String OPTION = "seccomp=";

  private ContainerFilter() {}

  /**
   * What the engine was told.
   *
   * @param socket of the gateway, or of an engine
   */
  static Profile of(String container, Path socket, Environment environment)
      throws IOException, CommandFailure {
    String target = "/containers/" + URLEncoder.encode(container, StandardCharsets.UTF_8) + "/json";
    HttpAnswer answer = UnixHttp.get(socket, target, LIMIT);
    try {
      Json body = Json.parse(answer.body());
      if (answer.status() != 200) {
        throw new CommandFailure(container + ": " + body.text("message"));
      }
      return profile(container, body.field("HostConfig"), environment);
    } catch (Json.Unexpected e) {
      throw new CommandFailure(
          "%s: the answer on %s cannot be understood: %s"
              .formatted(container, socket, e.getMessage()),
          e);
    }
  }

  private static Profile profile(String container, Json host, Environment environment)
      throws Json.Unexpected, CommandFailure {
    String profile = host.flag("Privileged") ? "unconfined" : "";
    for (Json option : options(host)) {
      if (option.text().startsWith(OPTION)) {
        profile = option.text().substring(OPTION.length());
      }
    }
    if (profile.equals("unconfined")) {
      return Surface.UNFILTERED;
    }
    if (!profile.startsWith("{")) {
      throw new CommandFailure(
          container
              + " has the profile that is built into its engine, which inspect does not show. A"
              + " container that is created through the gateway has one that it does.");
    }
    try {
      return ProfileDocument.read(profile.getBytes(StandardCharsets.UTF_8)).resolve(environment);
    } catch (SeccompException e) {
      throw new CommandFailure("the profile of " + container + ": " + e.getMessage(), e);
    }
  }

  /** Empty where the engine has written null. */
  private static List<Json> options(Json host) throws Json.Unexpected {
    Json options = host.field("SecurityOpt");
    return options.value() instanceof List<?> ? options.items() : List.of();
  }
}
