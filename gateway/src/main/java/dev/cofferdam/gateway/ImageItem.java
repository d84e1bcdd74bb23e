package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An item of {@code GET /images/json}. Each of an image's names is a question of its own: only
 * those that the caller may see stay, and the image goes with the last of them. One without names
 * is asked for by its id.
 */
final class ImageItem implements JsonEdit.Item {
  private static final byte[][] FIELDS = JsonScan.names("Id", "RepoTags", "RepoDigests");

  private final Predicate<Resource.Image> visible;

  ImageItem(Predicate<Resource.Image> visible) {
    this.visible = visible;
  }

  /** A list of names and where it stands. */
  private record Names(List<String> names, int from, int to) {
    static final Names NONE = new Names(List.of(), 0, 0);

    static Names take(JsonScan scan) {
      scan.peek();
      int from = scan.position();
      List<String> names = ItemFields.texts(scan);
      return new Names(names, from, scan.position());
    }

    /** What engines up to 24 write where there is no name. */
    boolean dangling() {
      return names.stream().allMatch(name -> name.startsWith("<none>"));
    }

    void keep(List<String> visible, JsonEdit edit) {
      if (visible.size() < names.size() && !dangling()) {
        edit.replace(from, to, EngineJson.list(visible));
      }
    }
  }

  @Override
  public boolean take(JsonEdit edit) {
    JsonScan scan = edit.scan();
    String id = "";
    Names tags = Names.NONE;
    Names digests = Names.NONE;
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      switch (scan.member(FIELDS)) {
        case 0 -> id = scan.text();
        case 1 -> tags = Names.take(scan);
        case 2 -> digests = Names.take(scan);
        default -> scan.skip();
      }
    }
    if (tags.dangling() && digests.dangling()) {
      return visible.test(new Resource.Image(id, List.of(id)));
    }
    List<String> shownTags = tags.names().stream().filter(this::shows).toList();
    Set<String> repositories = new HashSet<>();
    shownTags.forEach(tag -> repositories.add(repository(tag)));
    List<String> shownDigests =
        digests.names().stream()
            .filter(digest -> repositories.contains(repository(digest)) || shows(digest))
            .toList();
    tags.keep(shownTags, edit);
    digests.keep(shownDigests, edit);
    return !shownTags.isEmpty() || !shownDigests.isEmpty();
  }

  private boolean shows(String name) {
    return !name.startsWith("<none>")
        && visible.test(new Resource.Image(name, List.of(EngineObjects.normalised(name))));
  }

  /** The name without its tag or digest. */
  private static String repository(String name) {
    int at = name.indexOf('@');
    int colon = name.lastIndexOf(':');
    return name.substring(0, at >= 0 ? at : colon > name.lastIndexOf('/') ? colon : name.length());
  }
}
