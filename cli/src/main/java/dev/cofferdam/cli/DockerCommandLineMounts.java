package dev.cofferdam.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code --volume}, {@code --tmpfs} and {@code --mount} become in the body of a create. */
final class DockerCommandLineMounts {
  private DockerCommandLineMounts() {}

  /**
   * The volumes with a source, each once. A source that begins with a dot is a path below the
   * working directory, which the client makes absolute.
   */
  static List<String> binds(List<String> volumes) {
    List<String> binds = new ArrayList<>();
    for (String volume : new LinkedHashSet<>(volumes)) {
      List<String> sections = sections(volume);
      if (sections.size() > 1) {
        String source = sections.getFirst();
        binds.add(absolute(source) + volume.substring(source.length()));
      }
    }
    return binds;
  }

  /** The volumes without a source: anonymous ones. */
  static Map<String, Object> anonymous(List<String> volumes) {
    Map<String, Object> anonymous = new LinkedHashMap<>();
    for (String volume : volumes) {
      if (sections(volume).size() == 1) {
        anonymous.put(volume, new DockerCommandLineJson());
      }
    }
    return anonymous;
  }

  /** A single letter before a colon is a drive of Windows to the client, also on Linux. */
  private static List<String> sections(String volume) {
    if (volume.isEmpty()) {
      throw new DockerCommandLineException("invalid empty volume spec");
    }
    if (volume.length() <= 2) {
      return List.of(volume);
    }
    List<String> sections = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= volume.length(); i++) {
      boolean end = i == volume.length();
      boolean drive = i == start + 1 && Character.isLetter(volume.charAt(start));
      if (end || (volume.charAt(i) == ':' && !drive)) {
        if (i == start) {
          throw new DockerCommandLineException(
              "invalid spec: " + volume + ": empty section between colons");
        }
        sections.add(volume.substring(start, i));
        start = i + 1;
      }
    }
    if (sections.size() > 3) {
      throw new DockerCommandLineException("invalid spec: " + volume + ": too many colons");
    }
    return sections;
  }

  private static String absolute(String source) {
    return source.startsWith(".")
        ? Path.of("").toAbsolutePath().resolve(source).normalize().toString()
        : source;
  }

  /** {@code PATH} or {@code PATH:OPTIONS}. */
  static Map<String, Object> tmpfs(List<String> values) {
    Map<String, Object> tmpfs = new LinkedHashMap<>();
    for (String value : values) {
      int colon = value.indexOf(':');
      tmpfs.put(
          colon < 0 ? value : value.substring(0, colon),
          colon < 0 ? "" : value.substring(colon + 1));
    }
    return tmpfs;
  }

  /** One {@code --mount}. */
  static DockerCommandLineJson mount(String value) {
    if (value.isEmpty()) {
      throw new DockerCommandLineException("empty");
    }
    Mount mount = new Mount();
    DockerCommandLineValues.commaSeparated(value).forEach(mount::field);
    return mount.json();
  }

  /** The fields of one {@code --mount} as they are read. */
  private static final class Mount {
    private String type = "volume";
    private String source = "";
    private String target = "";
    private boolean readOnly;
    private String consistency = "";
    private String recursive = "enabled";
    private boolean bindOptions;
    private boolean volumeOptions;
    private boolean nonRecursive;
    private String propagation = "";
    private boolean noCopy;
    private String subpath = "";
    private String driver = "";
    private String imageSubpath = "";
    private long size;
    private long mode;
    private final List<String> labels = new ArrayList<>();
    private final List<String> options = new ArrayList<>();

    void field(String field) {
      int equals = field.indexOf('=');
      String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (equals < 0 && !isSwitch(key)) {
        throw new DockerCommandLineException("invalid field '" + field + "' must be KEY=VALUE");
      }
      set(key, equals < 0 ? "true" : field.substring(equals + 1), field);
      bindOptions |= key.startsWith("bind-") && !key.equals("bind-recursive");
      volumeOptions |= key.startsWith("volume-");
    }

    private static boolean isSwitch(String key) {
      return switch (key) {
        case "readonly", "ro", "volume-nocopy", "bind-nonrecursive" -> true;
        default -> false;
      };
    }

    private void set(String key, String value, String field) {
      switch (key) {
        case "type" -> type = value.toLowerCase(Locale.ROOT);
        case "source", "src" -> source = absolute(value);
        case "target", "dst", "destination" -> target = value;
        case "readonly", "ro" -> readOnly = DockerCommandLineValues.truth(value);
        case "consistency" -> consistency = value.toLowerCase(Locale.ROOT);
        case "bind-propagation" -> propagation = value.toLowerCase(Locale.ROOT);
        case "bind-nonrecursive" -> nonRecursive = DockerCommandLineValues.truth(value);
        case "bind-recursive" -> recursive = value;
        case "volume-subpath" -> subpath = value;
        case "volume-nocopy" -> noCopy = DockerCommandLineValues.truth(value);
        case "volume-label" -> labels.add(value);
        case "volume-driver" -> driver = value;
        case "volume-opt" -> options.add(value);
        case "image-subpath" -> imageSubpath = value;
        case "tmpfs-size" -> size = DockerCommandLineValues.bytes(value);
        case "tmpfs-mode" -> mode = octal(value);
        default ->
            throw new DockerCommandLineException("unexpected key '" + key + "' in '" + field + "'");
      }
    }

    private static long octal(String value) {
      try {
        return Long.parseLong(value, 8);
      } catch (NumberFormatException e) {
        throw new DockerCommandLineException("tmpfs-mode is no octal number: " + value, e);
      }
    }

    DockerCommandLineJson json() {
      check();
      return new DockerCommandLineJson()
          .put("Type", type)
          .putText("Source", source)
          .putText("Target", target)
          .putTrue("ReadOnly", readOnly)
          .putText("Consistency", consistency)
          .putUnless(!bindOptions, "BindOptions", bind())
          .putUnless(!volumeOptions, "VolumeOptions", volume())
          .putUnless(
              imageSubpath.isEmpty(),
              "ImageOptions",
              new DockerCommandLineJson().putText("Subpath", imageSubpath))
          .putUnless(
              size == 0 && mode == 0,
              "TmpfsOptions",
              new DockerCommandLineJson().putNumber("SizeBytes", size).putNumber("Mode", mode));
    }

    private void check() {
      if (target.isEmpty()) {
        throw new DockerCommandLineException("target is required");
      }
      mixed("bind", bindOptions || !recursive.equals("enabled"));
      mixed("volume", volumeOptions);
      mixed("image", !imageSubpath.isEmpty());
      mixed("tmpfs", size != 0 || mode != 0);
      switch (recursive) {
        case "enabled" -> {}
        case "disabled" -> bindOptions = true;
        case "writable", "readonly" -> {
          bindOptions = true;
          if (!readOnly) {
            throw new DockerCommandLineException(
                "option 'bind-recursive=" + recursive + "' requires 'readonly'");
          }
          if (recursive.equals("readonly") && !propagation.equals("rprivate")) {
            throw new DockerCommandLineException(
                "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate'");
          }
        }
        default ->
            throw new DockerCommandLineException("invalid value for bind-recursive: " + recursive);
      }
    }

    private void mixed(String kind, boolean used) {
      if (used && !type.equals(kind)) {
        throw new DockerCommandLineException(
            "cannot mix '" + kind + "-*' options with mount type '" + type + "'");
      }
    }

    private DockerCommandLineJson bind() {
      return new DockerCommandLineJson()
          .putText("Propagation", propagation)
          .putTrue("NonRecursive", nonRecursive || recursive.equals("disabled"))
          .putTrue("ReadOnlyNonRecursive", recursive.equals("writable"))
          .putTrue("ReadOnlyForceRecursive", recursive.equals("readonly"));
    }

    private DockerCommandLineJson volume() {
      return new DockerCommandLineJson()
          .putTrue("NoCopy", noCopy)
          .putMap("Labels", DockerCommandLineValues.pairs(labels))
          .putText("Subpath", subpath)
          .put(
              "DriverConfig",
              new DockerCommandLineJson()
                  .putText("Name", driver)
                  .putMap("Options", DockerCommandLineValues.pairs(options)));
    }
  }
}
