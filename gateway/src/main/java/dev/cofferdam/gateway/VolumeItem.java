package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.util.Optional;
import java.util.function.Predicate;

/** A volume among those of {@code GET /volumes} or {@code GET /system/df}. */
final class VolumeItem implements JsonEdit.Item {
  private static final byte[][] FIELDS = JsonScan.names("Name", "Labels");

  private final Predicate<Resource.Volume> visible;
  private final Predicate<Resource.Volume> secrets;

  /**
   * @param secrets whether its driver's options may be seen
   */
  VolumeItem(Predicate<Resource.Volume> visible, Predicate<Resource.Volume> secrets) {
    this.visible = visible;
    this.secrets = secrets;
  }

  @Override
  public boolean take(JsonEdit edit) {
    JsonScan scan = edit.scan();
    int from = scan.position();
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
    Resource.Volume volume = new Resource.Volume(name, owner);
    if (!visible.test(volume)) {
      return false;
    }
    if (!secrets.test(volume)) {
      scan.position(from);
      Secrets.VOLUME.hide(edit);
    }
    return true;
  }
}
