package dev.cofferdam.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An overlay as the engine has mounted it: its layers and how they are put together, from its line
 * in {@code mountinfo} (Documentation/filesystems/overlayfs.rst).
 *
 * @param lowers the image's layers, the upper ones first
 * @param data layers that have file contents only
 * @param writable where changes go; empty where nothing can be written
 * @param settings its other options that make a difference
 * @param attributes {@code ATTR_…} of the mount
 */
record OverlayMount(
    List<Name> lowers,
    List<Name> data,
    Optional<Writable> writable,
    List<Setting> settings,
    int attributes) {
  /** The two directories of a file system that an overlay writes to. */
  record Writable(Name upper, Name work) {}

  /**
   * An option.
   *
   * @param value {@link Name#NONE} where it has none
   */
  record Setting(String name, Name value) {}

  /** Of every file system, or not to be set: shown by the security module, or implied. */
  private static final List<String> IMPLIED =
      List.of("rw", "ro", "seclabel", "default_permissions", "sync", "dirsync", "lazytime");

  /** Two overlays of one upper directory: neither may keep an index of it (EBUSY), for exports. */
  private static final Setting NO_INDEX = new Setting("index", Name.of("off"));

  OverlayMount {
    lowers = List.copyOf(lowers);
    data = List.copyOf(data);
    settings = List.copyOf(settings);
  }

  /**
   * Reads what an overlay's entry says. Names stay relative where the engine gave them so.
   *
   * @throws RuntimeFailure where it has no layer, or a part of an option is missing
   */
  static OverlayMount of(MountEntry entry) throws RuntimeFailure {
    Reading reading = new Reading();
    for (String option : options(entry.superOptions())) {
      reading.read(option);
    }
    if (reading.lowers.isEmpty()) {
      throw new RuntimeFailure(
          "the overlay on " + entry.mountPoint() + " has no `lowerdir`: " + entry.superOptions());
    }
    if (reading.upper.isEmpty() != reading.work.isEmpty()) {
      throw new RuntimeFailure(
          "the overlay on " + entry.mountPoint() + " has one of `upperdir` and `workdir` only");
    }
    Optional<Writable> writable =
        reading.upper.isEmpty()
            ? Optional.empty()
            : Optional.of(new Writable(reading.upper, reading.work));
    return new OverlayMount(
        reading.lowers, reading.data, writable, reading.settings, attributes(entry.options()));
  }

  /** The options; a comma inside quotes, as of a security context, ends none. */
  private static List<String> options(String text) {
    List<String> options = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        options.add(text.substring(start, i));
        start = i + 1;
      }
    }
    options.add(text.substring(start));
    return options;
  }

  private static int attributes(List<String> options) {
    int attributes = 0;
    boolean timed = false;
    for (String option : options) {
      attributes |=
          switch (option) {
            case "ro" -> Mounts.ATTR_RDONLY;
            case "nosuid" -> Mounts.ATTR_NOSUID;
            case "nodev" -> Mounts.ATTR_NODEV;
            case "noexec" -> Mounts.ATTR_NOEXEC;
            case "noatime" -> Mounts.ATTR_NOATIME;
            case "nodiratime" -> Mounts.ATTR_NODIRATIME;
            case "nosymfollow" -> Mounts.ATTR_NOSYMFOLLOW;
            default -> 0;
          };
      timed |= option.equals("relatime") || option.equals("noatime");
    }
    return timed ? attributes : attributes | Mounts.ATTR_STRICTATIME;
  }

  /** A name that is relative, if there is any: they all start at the same directory. */
  Optional<Name> relative() {
    for (Name lower : lowers) {
      if (!lower.isAbsolute()) {
        return Optional.of(lower);
      }
    }
    if (writable.isPresent() && !writable.get().upper().isAbsolute()) {
      return Optional.of(writable.get().upper());
    }
    return Optional.empty();
  }

  /** The same with names that start at the root. */
  OverlayMount below(Name directory) {
    Optional<Writable> absolute = Optional.empty();
    if (writable.isPresent()) {
      Name upper = directory.resolve(writable.get().upper());
      absolute = Optional.of(new Writable(upper, directory.resolve(writable.get().work())));
    }
    return new OverlayMount(
        below(directory, lowers), below(directory, data), absolute, settings, attributes);
  }

  private static List<Name> below(Name directory, List<Name> names) {
    List<Name> absolute = new ArrayList<>();
    for (Name name : names) {
      absolute.add(directory.resolve(name));
    }
    return absolute;
  }

  /** Goes through the options once. */
  private static final class Reading {
    private final List<Name> lowers = new ArrayList<>();
    private final List<Name> data = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>(List.of(NO_INDEX));
    private Name upper = Name.NONE;
    private Name work = Name.NONE;

    void read(String option) throws RuntimeFailure {
      int end = option.indexOf('=');
      String name = end < 0 ? option : option.substring(0, end);
      Name value = end < 0 ? Name.NONE : MountEntry.unescape(option.substring(end + 1));
      switch (name) {
        case "lowerdir" -> layers(value);
        case "lowerdir+" -> lowers.add(named(value));
        case "datadir+" -> data.add(named(value));
        case "upperdir" -> upper = unescaped(value);
        case "workdir" -> work = unescaped(value);
        case "index", "nfs_export" -> {}
        default -> setting(name, value);
      }
    }

    private static Name named(Name layer) throws RuntimeFailure {
      if (layer.isEmpty()) {
        throw new RuntimeFailure("an overlay has a layer without a name");
      }
      return layer;
    }

    private void setting(String name, Name value) {
      if (!name.isEmpty() && !IMPLIED.contains(name)) {
        settings.add(new Setting(name, unquoted(value)));
      }
    }

    private static Name unquoted(Name value) {
      byte[] bytes = value.bytes();
      boolean quoted = bytes.length >= 2 && bytes[0] == '"' && bytes[bytes.length - 1] == '"';
      return quoted ? Name.of(Arrays.copyOfRange(bytes, 1, bytes.length - 1)) : value;
    }

    /** The engine's own escapes, which the kernel keeps: a backslash and what it is not to end. */
    private static Name unescaped(Name value) {
      byte[] bytes = value.bytes();
      int length = 0;
      for (int i = 0; i < bytes.length; i++) {
        i += bytes[i] == '\\' && i + 1 < bytes.length ? 1 : 0;
        bytes[length++] = bytes[i];
      }
      return Name.of(Arrays.copyOf(bytes, length));
    }

    /** A list with colons between layers, two of them before one of data only. */
    private void layers(Name list) throws RuntimeFailure {
      String text = new String(list.bytes(), ISO_8859_1);
      StringBuilder layer = new StringBuilder();
      boolean ofData = false;
      for (int i = 0; i <= text.length(); i++) {
        char c = i < text.length() ? text.charAt(i) : ':';
        if (c == '\\' && i + 1 < text.length()) {
          i++;
          layer.append(text.charAt(i));
        } else if (c != ':') {
          layer.append(c);
        } else {
          if (layer.isEmpty()) {
            throw new RuntimeFailure("an overlay has a layer without a name: lowerdir=" + list);
          }
          (ofData ? data : lowers).add(Name.of(layer.toString().getBytes(ISO_8859_1)));
          layer.setLength(0);
          ofData = i + 1 < text.length() && text.charAt(i + 1) == ':';
          i += ofData ? 1 : 0;
        }
      }
    }
  }
}
