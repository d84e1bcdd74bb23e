package dev.cofferdam.systemtest;

import java.util.Map;

/**
 * A well-formed request for a container that reaches beyond itself, after {@code docs/hazards.md}.
 * What it would make is a container named {@code hostile}.
 *
 * @param name the row of the catalogue and what it asks for
 * @param body of {@code POST /containers/create}, with {@code $NAME} for what the test prepared
 * @param privilege the name, or its beginning, under which the gateway puts it on record
 * @param beyond the tier that the policy gives at most
 * @param shown in the engine's own inspect of what was made: path to a field and its text
 */
record Escalation(String name, String body, String privilege, Beyond beyond, Shown shown) {
  /** What is not enough for it. */
  enum Beyond {
    RESTRICTED,
    BASELINE
  }

  /** A field of the engine's answer, by a dotted path, and a piece of it. */
  record Shown(String path, String piece) {}

  /** Asks for a field of HostConfig that is beyond an ordinary container. */
  static Escalation host(String name, String field, String json, String privilege) {
    return asking(
        name,
        "\"HostConfig\":{\"" + field + "\":" + json + "}",
        privilege,
        "HostConfig." + field,
        json.replaceAll("[\\[\\]{}\"]", ""));
  }

  static Escalation asking(
      String name, String fields, String privilege, String path, String piece) {
    return new Escalation(
        name,
        "{\"Image\":\"foobar\"," + fields + "}",
        privilege,
        Beyond.BASELINE,
        new Shown(path, piece));
  }

  /** The same under a policy that gives the most confined containers only. */
  Escalation beyondRestricted() {
    return new Escalation(name, body, privilege, Beyond.RESTRICTED, shown);
  }

  /** The engine shows another text than was asked for. */
  Escalation shownAs(String piece) {
    return new Escalation(name, body, privilege, beyond, new Shown(shown.path(), piece));
  }

  /** With what the test has prepared in place of the names for it. */
  Escalation with(Map<String, String> prepared) {
    String filled = body;
    String asked = privilege;
    String piece = shown.piece();
    for (Map.Entry<String, String> each : prepared.entrySet()) {
      filled = filled.replace("$" + each.getKey(), each.getValue());
      asked = asked.replace("$" + each.getKey(), each.getValue());
      piece = piece.replace("$" + each.getKey(), each.getValue());
    }
    return new Escalation(name, filled, asked, beyond, new Shown(shown.path(), piece));
  }

  @Override
  public String toString() {
    return name;
  }
}
