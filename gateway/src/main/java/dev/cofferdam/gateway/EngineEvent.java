package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One event of the engine, as far as it decides who may see it.
 *
 * @param id of the object: of a volume its name, of an image an id or a reference
 * @param container the id of one that a volume or network has to do with, or empty
 */
record EngineEvent(
    String type,
    String action,
    String id,
    String name,
    String image,
    Optional<String> owner,
    String container) {
  private static final byte[][] FIELDS = JsonScan.names("Type", "Action", "status", "Actor");
  private static final byte[][] ACTOR = JsonScan.names("ID", "Attributes");
  private static final byte[][] ATTRIBUTES =
      JsonScan.names("name", "image", Resource.OWNER_LABEL, "container");

  /** Before the command line of {@code exec_create: sh -c …}. */
  private static final String EXEC = "exec_";

  /** An event, and where it says what was run; old clients read status, new ones Action. */
  record Read(EngineEvent event, List<Integer> actions) {
    /** The same text, without the command line. */
    void hideCommand(JsonEdit edit) {
      JsonScan scan = edit.scan();
      int end = scan.position();
      for (int from : actions) {
        scan.position(from);
        String action = scan.text();
        int colon = action.indexOf(':');
        if (action.startsWith(EXEC) && colon >= 0) {
          edit.replace(from, scan.position(), EngineJson.quote(action.substring(0, colon)));
        }
      }
      scan.position(end);
    }
  }

  static Read take(JsonScan scan) {
    String type = "";
    String action = "";
    Actor actor = new Actor("", "", "", "", "");
    List<Integer> actions = new ArrayList<>(2);
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      switch (scan.member(FIELDS)) {
        case 0 -> type = scan.text();
        case 1, 2 -> {
          scan.peek();
          actions.add(scan.position());
          action = scan.text();
        }
        case 3 -> actor = Actor.take(scan);
        default -> scan.skip();
      }
    }
    return new Read(
        new EngineEvent(
            type,
            action,
            actor.id(),
            actor.name(),
            actor.image(),
            actor.owner().isEmpty() ? Optional.empty() : Optional.of(actor.owner()),
            actor.container()),
        List.copyOf(actions));
  }

  private record Actor(String id, String name, String image, String owner, String container) {
    static Actor take(JsonScan scan) {
      String id = "";
      String[] attributes = {"", "", "", ""};
      scan.expect('{');
      for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
        switch (scan.member(ACTOR)) {
          case 0 -> id = scan.text();
          case 1 -> attributes(scan, attributes);
          default -> scan.skip();
        }
      }
      return new Actor(id, attributes[0], attributes[1], attributes[2], attributes[3]);
    }

    private static void attributes(JsonScan scan, String[] into) {
      if (scan.peek() != '{') {
        scan.skip();
        return;
      }
      scan.expect('{');
      for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
        int place = scan.member(ATTRIBUTES);
        if (place < 0) {
          scan.skip();
        } else {
          into[place] = scan.text();
        }
      }
    }
  }

  /** The container that the event is about. */
  Resource.Container asContainer() {
    return new Resource.Container(id, name, owner, EngineObjects.normalised(image));
  }

  /**
   * The image that the event is about, by the one name that it tells: that of a pull is in the id,
   * since the attribute has no tag.
   */
  Resource.Image asImage() {
    String known = id.startsWith("sha256:") && !name.isEmpty() ? name : id;
    return new Resource.Image(known, List.of(EngineObjects.normalised(known)));
  }
}
