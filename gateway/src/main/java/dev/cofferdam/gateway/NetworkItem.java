package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A network, as {@code GET /networks} lists it and an inspect answers it. Its {@code Containers}
 * are named by their full ids, with names and addresses; only those stay that the caller may see.
 */
final class NetworkItem implements JsonEdit.Item {
  private static final byte[][] FIELDS =
      JsonScan.names("Id", "Name", "Labels", "Containers", "Services");

  private final Predicate<Resource.Network> visible;
  private final Predicate<String> attached;
  private final boolean services;

  /**
   * @param attached whether a container with this id may be seen
   * @param services whether the tasks of services may
   */
  NetworkItem(Predicate<Resource.Network> visible, Predicate<String> attached, boolean services) {
    this.visible = visible;
    this.attached = attached;
    this.services = services;
  }

  @Override
  public boolean take(JsonEdit edit) {
    JsonScan scan = edit.scan();
    String id = "";
    String name = "";
    Optional<String> owner = Optional.empty();
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      switch (scan.member(FIELDS)) {
        case 0 -> id = scan.text();
        case 1 -> name = scan.text();
        case 2 -> owner = ItemFields.owner(scan);
        case 3 -> containers(edit);
        case 4 -> {
          if (services) {
            scan.skip();
          } else {
            edit.blank();
          }
        }
        default -> scan.skip();
      }
    }
    return visible.test(new Resource.Network(id, name, owner));
  }

  private void containers(JsonEdit edit) {
    JsonScan scan = edit.scan();
    if (scan.peek() != '{') {
      scan.skip();
      return;
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int from = scan.position();
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      scan.peek();
      int member = scan.position();
      boolean stays = attached.test(scan.name());
      scan.skip();
      if (stays) {
        kept.write(kept.size() == 0 ? '{' : ',');
        kept.writeBytes(edit.raw(member, scan.position()));
      }
    }
    if (kept.size() == 0) {
      kept.write('{');
    }
    kept.write('}');
    edit.replace(from, scan.position(), kept.toByteArray());
  }
}
