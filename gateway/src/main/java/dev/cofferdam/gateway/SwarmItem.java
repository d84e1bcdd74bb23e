package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A service, secret, config or node in a list of these; a node is called as its host. What is
 * secret in it is shown by a question of its own.
 */
final class SwarmItem implements JsonEdit.Item {
  private static final byte[][] FIELDS = JsonScan.names("ID", "Spec", "Description");
  private static final byte[][] SPEC = JsonScan.names("Name", "Labels");
  private static final byte[][] DESCRIPTION = JsonScan.names("Hostname");

  private final Subject kind;
  private final Predicate<Resource.Other> visible;
  private final Predicate<Resource.Other> secrets;
  private final Optional<SecretFields> fields;

  SwarmItem(
      Subject kind,
      Predicate<Resource.Other> visible,
      Predicate<Resource.Other> secrets,
      Optional<SecretFields> fields) {
    this.kind = kind;
    this.visible = visible;
    this.secrets = secrets;
    this.fields = fields;
  }

  private record Spec(String name, Optional<String> owner) {
    static Spec take(JsonScan scan) {
      String name = "";
      Optional<String> owner = Optional.empty();
      scan.expect('{');
      for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
        switch (scan.member(SPEC)) {
          case 0 -> name = scan.text();
          case 1 -> owner = ItemFields.owner(scan);
          default -> scan.skip();
        }
      }
      return new Spec(name, owner);
    }
  }

  @Override
  public boolean take(JsonEdit edit) {
    JsonScan scan = edit.scan();
    int from = scan.position();
    String id = "";
    String host = "";
    Spec spec = new Spec("", Optional.empty());
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      switch (scan.member(FIELDS)) {
        case 0 -> id = scan.text();
        case 1 -> spec = Spec.take(scan);
        case 2 -> host = host(scan);
        default -> scan.skip();
      }
    }
    Resource.Other item =
        kind == Subject.NODE
            ? new Resource.Other(kind, id, host, Optional.empty())
            : new Resource.Other(kind, id, spec.name(), spec.owner());
    if (!visible.test(item)) {
      return false;
    }
    if (fields.isPresent() && !secrets.test(item)) {
      scan.position(from);
      fields.get().hide(edit);
    }
    return true;
  }

  private static String host(JsonScan scan) {
    String host = "";
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      if (scan.member(DESCRIPTION) == 0) {
        host = scan.text();
      } else {
        scan.skip();
      }
    }
    return host;
  }
}
