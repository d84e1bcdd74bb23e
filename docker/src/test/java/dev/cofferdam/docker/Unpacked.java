package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an archive leaves in an empty directory, unpacked as moby's {@code pkg/archive} does: names
 * are cleaned, what is in the way is replaced unless both are directories, parents are made, and
 * links in the middle of a path are followed.
 */
final class Unpacked {
  private static final int MOST_LINKS = 40;

  /** A path to what is there: a directory, a link's target, or a file. */
  private sealed interface Thing {
    record Folder() implements Thing {}

    record Link(String target) implements Thing {}

    record Content(String text) implements Thing {}
  }

  private final Map<String, Thing> things = new TreeMap<>();

  static Unpacked of(List<TarReading.Read> entries) {
    Unpacked unpacked = new Unpacked();
    for (TarReading.Read read : entries) {
      unpacked.unpack(read);
    }
    return unpacked;
  }

  private void unpack(TarReading.Read read) {
    String path = TarEntry.clean("/" + read.entry().name());
    if (path.isEmpty()) {
      return;
    }
    Optional<String> place = place(path);
    if (place.isEmpty()) {
      return; // the engine gives up here, and builds nothing
    }
    String at = place.get();
    boolean folder = read.entry().kind() == TarEntry.Kind.DIRECTORY;
    if (!(folder && things.get(at) instanceof Thing.Folder)) {
      things.keySet().removeIf(other -> other.equals(at) || other.startsWith(at + "/"));
    }
    switch (read.entry().kind()) {
      case DIRECTORY -> things.put(at, new Thing.Folder());
      case SYMBOLIC_LINK -> things.put(at, new Thing.Link(read.entry().link()));
      case HARD_LINK ->
          place(TarEntry.clean("/" + read.entry().link()))
              .map(things::get)
              .ifPresent(thing -> things.put(at, thing));
      case FILE -> things.put(at, new Thing.Content(text(read)));
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> things.put(at, new Thing.Content("a device"));
    }
  }

  private static String text(TarReading.Read read) {
    byte[] bytes = new byte[read.content().size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = read.content().get(i);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Where a path leads once the links on its way are followed; not the last part of it. */
  private Optional<String> place(String path) {
    String real = "";
    String rest = path;
    int links = 0;
    while (rest.contains("/")) {
      String next = join(real, rest.substring(0, rest.indexOf('/')));
      rest = rest.substring(rest.indexOf('/') + 1);
      Thing thing = things.get(next);
      if (thing instanceof Thing.Link(String target)) {
        if (++links > MOST_LINKS) {
          return Optional.empty();
        }
        rest =
            TarEntry.clean("/" + (target.startsWith("/") ? target : real + "/" + target))
                + "/"
                + rest;
        rest = rest.startsWith("/") ? rest.substring(1) : rest;
        real = "";
      } else if (thing instanceof Thing.Content) {
        return Optional.empty();
      } else {
        things.put(next, new Thing.Folder());
        real = next;
      }
    }
    return Optional.of(join(real, rest));
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  /** The text of the file at this path, if it is one. */
  Optional<String> file(String path) {
    return place(path)
        .map(things::get)
        .filter(Thing.Content.class::isInstance)
        .map(thing -> ((Thing.Content) thing).text());
  }
}
