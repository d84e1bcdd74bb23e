package dev.cofferdam.gateway;

/** An answer of {@code GET /volumes}: a list, and warnings that name volumes and drivers. */
final class VolumeList {
  private static final byte[][] FIELDS = JsonScan.names("Volumes", "Warnings");

  private VolumeList() {}

  /**
   * Keeps the volumes that the item lets stay.
   *
   * @param others whether what else there is stays
   */
  static void take(JsonEdit edit, VolumeItem item, boolean others) {
    JsonScan scan = edit.scan();
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      if (scan.member(FIELDS) == 0) {
        edit.items(item);
      } else if (others) {
        edit.scan().skip();
      } else {
        edit.blank();
      }
    }
  }
}
