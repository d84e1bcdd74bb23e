package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One entry of {@code HostConfig.Binds}: {@code source:target[:options]}, or only a target.
 *
 * <p>It is split as the engine splits it (moby, volume/mounts/linux_parser.go): at every colon, at
 * most three parts. What engines answer with an error is refused here, and so are backslashes,
 * which they take for slashes in some places and not in others.
 */
record BindSpec(String source, String target, List<String> options) {
  private enum Kind {
    ACCESS,
    LABEL,
    PROPAGATION,
    COPY,
    OWNERSHIP,
    CONSISTENCY
  }

  BindSpec {
    options = List.copyOf(options);
  }

  static BindSpec parse(String spec, String path) {
    if (spec.indexOf('\\') >= 0 || HostPath.hasControl(spec)) {
      throw MalformedBody.at(
          path, "has a backslash or a control character; only plain paths of Linux are known");
    }
    String[] parts = spec.split(":", -1);
    return switch (parts.length) {
      case 1 -> new BindSpec("", target(parts[0], path), List.of());
      case 2 -> new BindSpec(source(parts[0], path), target(parts[1], path), List.of());
      case 3 ->
          new BindSpec(source(parts[0], path), target(parts[1], path), options(parts[2], path));
      default -> throw MalformedBody.at(path, "must be source:target[:options]");
    };
  }

  private static String source(String source, String path) {
    if (source.startsWith("/")) {
      return HostPath.clean(source);
    }
    if (!Names.isVolume(source)) {
      throw MalformedBody.at(
          path, "the source must be an absolute path or the name of a volume ([a-zA-Z0-9_.-])");
    }
    return source;
  }

  static String target(String target, String path) {
    if (!HostPath.isPlain(target) || HostPath.clean(target).equals("/")) {
      throw MalformedBody.at(path, "the target must be an absolute path other than /");
    }
    return target;
  }

  private static List<String> options(String text, String path) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> options = new ArrayList<>();
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String option : text.split(",", -1)) {
      Kind kind =
          switch (option) {
            case "ro", "rw" -> Kind.ACCESS;
            case "z", "Z" -> Kind.LABEL;
            case "private", "rprivate", "shared", "rshared", "slave", "rslave" -> Kind.PROPAGATION;
            case "nocopy" -> Kind.COPY;
            case "U", "idmap" -> Kind.OWNERSHIP;
            case "consistent", "cached", "delegated" -> Kind.CONSISTENCY;
            default ->
                throw MalformedBody.at(
                    path,
                    "unknown option; allowed are ro, rw, z, Z, U, idmap, nocopy, consistent, cached,"
                        + " delegated and [r]private, [r]shared, [r]slave");
          };
      if (!kinds.add(kind)) {
        throw MalformedBody.at(path, "two options exclude each other");
      }
      options.add(option);
    }
    return options;
  }

  MountRequest request(String origin) {
    String propagation = "";
    for (String option : options) {
      if (option.endsWith("shared") || option.endsWith("slave") || option.endsWith("private")) {
        propagation = option;
      }
    }
    return new MountRequest(
        source.startsWith("/") ? MountRequest.Kind.BIND : MountRequest.Kind.VOLUME,
        source,
        target,
        options.contains("ro"),
        propagation,
        options.contains("z") || options.contains("Z"),
        ownership(),
        origin);
  }

  private Ownership ownership() {
    for (Ownership each : Ownership.values()) {
      if (options.contains(each.option())) {
        return each;
      }
    }
    return Ownership.UNSAID;
  }

  /** As engines know it. */
  BindSpec withoutOwnership() {
    Ownership said = ownership();
    return said == Ownership.UNSAID
        ? this
        : new BindSpec(
            source,
            target,
            options.stream().filter(option -> !option.equals(said.option())).toList());
  }

  BindSpec withSource(String other, String path) {
    if (other.indexOf(':') >= 0) {
      throw MalformedBody.at(path, "the source resolves to a path with a colon; use Mounts");
    }
    return new BindSpec(other, target, options);
  }

  /** The string for the engine. */
  String render() {
    String both = source.isEmpty() ? target : source + ":" + target;
    return options.isEmpty() ? both : both + ":" + String.join(",", options);
  }
}
