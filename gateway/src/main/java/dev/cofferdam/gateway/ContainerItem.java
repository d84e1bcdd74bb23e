package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** An item of {@code GET /containers/json}: what decides on it is read, the rest is passed over. */
final class ContainerItem implements JsonEdit.Item {
  private static final byte[][] FIELDS =
      JsonScan.names("Id", "Image", "Names", "Labels", "Command");

  private final Predicate<Resource.Container> visible;
  private final Predicate<Resource.Container> secrets;

  /** A list names few images many times. */
  private final Map<String, String> images = new HashMap<>();

  /**
   * @param secrets whether the arguments of its command may be seen
   */
  ContainerItem(Predicate<Resource.Container> visible, Predicate<Resource.Container> secrets) {
    this.visible = visible;
    this.secrets = secrets;
  }

  /**
   * What is read of an item.
   *
   * @param namesFrom where the list of its names begins, and {@code namesTo} where it ends
   * @param commandAt where its command begins; negative where it has none
   */
  private record Read(
      String id,
      String image,
      List<String> names,
      int namesFrom,
      int namesTo,
      Optional<String> owner,
      int commandAt) {
    static Read of(JsonScan scan) {
      String id = "";
      String image = "";
      List<String> names = List.of();
      int namesFrom = 0;
      int namesTo = 0;
      int commandAt = -1;
      Optional<String> owner = Optional.empty();
      scan.expect('{');
      for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
        switch (scan.member(FIELDS)) {
          case 0 -> id = scan.text();
          case 1 -> image = scan.text();
          case 2 -> {
            scan.peek();
            namesFrom = scan.position();
            names = ItemFields.texts(scan);
            namesTo = scan.position();
          }
          case 3 -> owner = ItemFields.owner(scan);
          case 4 -> {
            if (commandAt >= 0) {
              throw new UnreadableAnswer("the engine's answer has a command twice");
            }
            commandAt = scan.position();
            scan.skip();
          }
          default -> scan.skip();
        }
      }
      return new Read(id, image, names, namesFrom, namesTo, owner, commandAt);
    }
  }

  @Override
  public boolean take(JsonEdit edit) {
    JsonScan scan = edit.scan();
    Read read = Read.of(scan);
    List<String> own = own(read.names());
    Resource.Container container =
        new Resource.Container(
            read.id(),
            own.isEmpty() ? "" : own.getLast().substring(1),
            read.owner(),
            images.computeIfAbsent(read.image(), EngineObjects::normalised));
    if (!visible.test(container)) {
      return false;
    }
    if (own.size() < read.names().size()) {
      edit.replace(read.namesFrom(), read.namesTo(), EngineJson.list(own));
    }
    if (read.commandAt() >= 0 && !secrets.test(container)) {
      int end = scan.position();
      scan.position(read.commandAt());
      Hiding.COMMAND.take(edit);
      scan.position(end);
    }
    return true;
  }

  private static List<String> own(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!isOwn(names.get(i))) {
        return names.stream().filter(ContainerItem::isOwn).toList();
      }
    }
    return names;
  }

  /**
   * A link gives a container one more name, with a slash inside: {@code /other/alias}. It names the
   * other one, and decides nothing.
   */
  private static boolean isOwn(String name) {
    return name.startsWith("/") && name.indexOf('/', 1) < 0;
  }
}
