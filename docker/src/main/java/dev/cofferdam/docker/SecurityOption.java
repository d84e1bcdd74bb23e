package dev.cofferdam.docker;

import dev.cofferdam.seccomp.Options;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.userns.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One entry of {@code HostConfig.SecurityOpt}.
 *
 * <p>Split as the engine does (moby, daemon_unix.go, parseSecurityOpt): at the first {@code =} if
 * there is one, else at the first {@code :}; two bare words; no trimming and no folding of case.
 * What changes a seccomp filter, and what chooses a user namespace, is ours, in both spellings, and
 * never reaches the engine.
 */
sealed interface SecurityOption {
  String OPTIONS = "seccomp.allow=…, seccomp.deny=… and seccomp.base=…";

  record NoNewPrivileges(boolean on) implements SecurityOption {}

  /** {@code seccomp=unconfined}. */
  record SeccompUnconfined() implements SecurityOption {}

  /** {@code seccomp=builtin} or nothing: the engine's default profile. */
  record SeccompDefault() implements SecurityOption {}

  /** {@code seccomp.allow=…} and the like; that it can be meant is known. */
  record SeccompChange(String text) implements SecurityOption {}

  /** A profile as JSON text; it is known to be an object without duplicate keys. */
  record SeccompProfile(String json) implements SecurityOption {}

  record AppArmor(String profile) implements SecurityOption {}

  /** {@code label=disable} has the kind {@code disable} and an empty value. */
  record Label(String kind, String value) implements SecurityOption {}

  record SystemPaths(String value) implements SecurityOption {}

  record WritableCgroups(boolean on) implements SecurityOption {}

  /** {@code userns=private} and the like. */
  record Userns(Mode mode) implements SecurityOption {}

  /** Nothing that we know: the widest privilege there is. */
  record Unknown(String key) implements SecurityOption {}

  static SecurityOption parse(String option, String path) {
    if (Options.isOne(option)) {
      return change(option, path);
    }
    return switch (option) {
      case "no-new-privileges" -> new NoNewPrivileges(true);
      case "disable" -> new Label("disable", "");
      case "writable-cgroups" -> new WritableCgroups(true);
      default -> {
        int split = option.indexOf('=');
        if (split < 0) {
          split = option.indexOf(':');
        }
        yield split < 0
            ? new Unknown(option)
            : parse(option.substring(0, split), option.substring(split + 1), path);
      }
    };
  }

  /** One of a {@link ContainerFilter}: a profile in it was written here, and is not read again. */
  static SecurityOption ofFilter(String option) {
    String profile = "seccomp={";
    return option.startsWith(profile)
        ? new SeccompProfile(option.substring(profile.length() - 1))
        : parse(option, "HostConfig.SecurityOpt");
  }

  private static SecurityOption parse(String key, String value, String path) {
    return switch (key) {
      case "no-new-privileges" -> new NoNewPrivileges(bool(value, path));
      case "writable-cgroups" -> new WritableCgroups(bool(value, path));
      case "seccomp" -> seccomp(value, path);
      case "userns" -> userns(value, path);
      case "apparmor" -> new AppArmor(value);
      case "systempaths" -> new SystemPaths(value);
      case "label" -> {
        int split = value.indexOf(':');
        yield split < 0
            ? new Label(value, "")
            : new Label(value.substring(0, split), value.substring(split + 1));
      }
      default -> {
        if (key.startsWith("seccomp.")) {
          throw MalformedBody.at(path, Shown.text(key) + " is no option; " + OPTIONS + " are");
        }
        yield new Unknown(key);
      }
    };
  }

  private static SecurityOption userns(String mode, String path) {
    return new Userns(
        Mode.of(mode)
            .orElseThrow(() ->
                MalformedBody.at(
                    path,
                    "userns must be "
                        + Arrays.stream(Mode.values())
                            .map(Mode::id)
                            .collect(Collectors.joining(", ")))));
  }

  private static SecurityOption change(String option, String path) {
    try {
      var _ = Options.parse(List.of(option));
      return new SeccompChange(option);
    } catch (SeccompException e) {
      throw MalformedBody.at(path, String.valueOf(e.getMessage()));
    }
  }

  private static SecurityOption seccomp(String value, String path) {
    return switch (value) {
      case "unconfined" -> new SeccompUnconfined();
      case "", "builtin" -> new SeccompDefault();
      default -> {
        try {
          if (!(StrictJson.read(value.getBytes(StandardCharsets.UTF_8)) instanceof Node.Entries)) {
            throw new MalformedBody("body: not an object");
          }
        } catch (MalformedBody e) {
          throw MalformedBody.at(
              path,
              "seccomp must be unconfined, builtin or the text of a JSON profile ("
                  + e.getMessage()
                  + "); "
                  + OPTIONS
                  + " change one");
        }
        yield new SeccompProfile(value);
      }
    };
  }

  /** Go's strconv.ParseBool. */
  private static boolean bool(String value, String path) {
    return switch (value) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> throw MalformedBody.at(path, "must end in true or false");
    };
  }
}
