package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.util.Optional;
import java.util.function.Predicate;

/** A volume among those of {@code GET /volumes} or {@code GET /system/df}. */
final class VolumeItem implements JsonEdit.Item {
  private static final byte[][] FIELDS = JsonScan.names("Name", "Labels");

  private final Predicate<Resource.Volume> visible;

  VolumeItem(Predicate<Resource.Volume> visible) {
    this.visible = visible;
  }

  @Override
  public boolean take(JsonEdit edit) {
    JsonScan scan = edit.scan();
    String name = "";
    Optional<String> owner = Optional.empty();
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      switch (scan.member(FIELDS)) {
        case 0 -> name = scan.text();
        case 1 -> owner = ItemFields.owner(scan);
        default -> scan.skip();
      }
    }
    return visible.test(new Resource.Volume(name, owner));
  }
}
