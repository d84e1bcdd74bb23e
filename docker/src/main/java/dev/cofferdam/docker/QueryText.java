package dev.cofferdam.docker;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The grammars of query parameters that are text, as strict as the engine's or stricter. */
final class QueryText {
  /** What {@code changes} may hold, moby builder/dockerfile/dispatchers. */
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "CMD",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "HEALTHCHECK",
          "LABEL",
          "ONBUILD",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  /** Seconds since 1970 with a fraction, as moby's timetypes.ParseTimestamps reads them. */
  private static final Pattern TIME = Pattern.compile("-?[0-9]{1,19}(\\.[0-9]{1,18})?");

  private static final Pattern TAIL = Pattern.compile("all|-?[0-9]{1,18}");
  private static final Pattern SIGNAL = Pattern.compile("[A-Za-z0-9]{1,12}([+-][0-9]{1,2})?");

  /** {@code linux/arm64/v8}; containerd also takes {@code linux(6.1)/amd64}. */
  private static final Pattern PLATFORM =
      Pattern.compile("[A-Za-z0-9_.()+-]{1,64}(/[A-Za-z0-9_.-]{1,64}){0,2}");

  private QueryText() {}

  /** The value itself, once its grammar is known to be kept. */
  static String checked(Parameter parameter, String value) {
    boolean plain =
        switch (parameter.type()) {
          case TAG -> ReferenceGrammar.isTag(value);
          case TAG_OR_DIGEST -> ReferenceGrammar.isTag(value) || ReferenceGrammar.isDigest(value);
          case IMAGES -> ImageReference.isReferenceOrId(value);
          case CONTAINER -> Names.isContainer(value);
          case TIME -> TIME.matcher(value).matches();
          case TAIL -> TAIL.matcher(value).matches();
          case SIGNAL -> SIGNAL.matcher(value).matches();
          case NAME -> Names.isPlain(value);
          case HOST_PATH -> HostPath.isPlain(value);
          case PLATFORM_TEXT -> PLATFORM.matcher(value).matches();
          case CHOICE, CHOICES -> parameter.allowed().contains(value);
          default -> throw new IllegalArgumentException(parameter + " has no grammar");
        };
    if (!plain) {
      throw parameter.invalid(value, rule(parameter));
    }
    return value;
  }

  private static String rule(Parameter parameter) {
    return switch (parameter.type()) {
      case TAG -> "has to be a tag (up to 128 letters, digits and _ . -)";
      case TAG_OR_DIGEST -> "has to be a tag or a digest";
      case IMAGES -> "has to be an image's name or id";
      case CONTAINER -> "has to be a container's name or id";
      case TIME -> "has to be seconds since 1970, with a fraction perhaps";
      case TAIL -> "has to be a number of lines or `all`";
      case SIGNAL -> "has to be a signal's name or number";
      case NAME -> "has to be letters and digits, and after the first also _ . -";
      case HOST_PATH -> "has to be an absolute path of Linux";
      case PLATFORM_TEXT -> "has to be a platform, for instance linux/arm64/v8";
      case CHOICE, CHOICES ->
          "has to be one of " + String.join(", ", parameter.allowed().stream().sorted().toList());
      default -> "is not understood";
    };
  }

  /** Parsed for its grammar; what is passed on is as the client wrote it, for answers show it. */
  static String reference(Parameter parameter, String value) {
    try {
      var _ = ImageReference.parse(value);
      return value;
    } catch (BadRequest refused) {
      throw new BadRequest("query parameter `" + parameter.name() + "`: " + refused.message());
    }
  }

  static String securityOption(Parameter parameter, String value) {
    try {
      SecurityOption option = SecurityOption.parse(value, parameter.name());
      if (option instanceof SecurityOption.SeccompChange) {
        throw ofContainers(parameter, value, "what a build runs has the engine's own filter");
      }
      if (NamespaceRequest.concerns(option)) {
        throw ofContainers(
            parameter, value, "what a build runs has the engine's own user namespace");
      }
      return value;
    } catch (MalformedBody refused) {
      throw new BadRequest("query parameter `" + refused.getMessage() + "`");
    }
  }

  private static BadRequest ofContainers(Parameter parameter, String value, String why) {
    return new BadRequest(
        "query parameter `%s`: %s is for containers; %s"
            .formatted(parameter.name(), Shown.text(value), why));
  }

  /** Instructions of a Dockerfile that change an image's configuration, one a line. */
  static String changes(Parameter parameter, String value) {
    for (String line : value.lines().toList()) {
      String instruction = line.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
      boolean known = instruction.isEmpty() || INSTRUCTIONS.contains(instruction);
      if (!known || line.stripTrailing().endsWith("\\")) {
        // Never the value itself: an ENV may be a secret.
        throw new BadRequest(
            "query parameter `"
                + parameter.name()
                + "` takes instructions of a Dockerfile on one line each: "
                + String.join(", ", INSTRUCTIONS.stream().sorted().toList()));
      }
      if (instruction.equals("LABEL")
          && line.toLowerCase(Locale.ROOT).contains(Resource.RESERVED_PREFIX)) {
        throw new BadRequest(
            "labels that start with " + Resource.RESERVED_PREFIX + " are set by Cofferdam alone");
      }
    }
    return value;
  }
}
