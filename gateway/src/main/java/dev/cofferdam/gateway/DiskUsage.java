package dev.cofferdam.gateway;

import java.util.Map;

/**
 * An answer of {@code GET /system/df}, in the form of engines up to 28 and in that of later ones.
 * Where only a part may be seen, the items that stay are those that would stay in a list; sums over
 * all, the build cache and whatever is not known are left out.
 */
final class DiskUsage {
  private static final byte[][] FIELDS =
      JsonScan.names(
          "Images",
          "Containers",
          "Volumes",
          "BuildCache",
          "ImageUsage",
          "ContainerUsage",
          "VolumeUsage",
          "BuildCacheUsage",
          "LayersSize");

  private static final byte[][] IMAGES = JsonScan.names("Images");
  private static final byte[][] ITEMS = JsonScan.names("Items");
  private static final byte[][] SIZE = JsonScan.names("Size");

  /** What a step of a build ran, build arguments included. */
  private static final SecretFields BUILD_STEP =
      SecretFields.of(Map.of("Description", Hiding.COMMAND, "Items.Description", Hiding.COMMAND));

  private final JsonEdit.Item image;
  private final JsonEdit.Item container;
  private final JsonEdit.Item volume;
  private final boolean part;

  /**
   * @param part whether what is no item is left out
   */
  DiskUsage(JsonEdit.Item image, JsonEdit.Item container, JsonEdit.Item volume, boolean part) {
    this.image = image;
    this.container = container;
    this.volume = volume;
    this.part = part;
  }

  byte[] of(byte[] answer) {
    long layers = part ? sizeOfImages(new JsonEdit(answer)) : 0;
    JsonEdit edit = new JsonEdit(answer);
    JsonScan scan = edit.scan();
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      switch (scan.member(FIELDS)) {
        case 0 -> edit.items(image);
        case 1 -> edit.items(container);
        case 2 -> edit.items(volume);
        case 3, 7 -> buildCache(edit);
        case 4 -> usage(edit, image);
        case 5 -> usage(edit, container);
        case 6 -> usage(edit, volume);
        case 8 -> {
          int from = scan.position();
          scan.skip();
          if (part) {
            edit.replace(from, scan.position(), Long.toString(layers));
          }
        }
        default -> other(edit);
      }
    }
    return edit.finish();
  }

  private void usage(JsonEdit edit, JsonEdit.Item item) {
    JsonScan scan = edit.scan();
    if (scan.peek() != '{') {
      scan.skip();
      return;
    }
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      if (scan.member(ITEMS) == 0) {
        edit.items(item);
      } else {
        other(edit);
      }
    }
  }

  private void buildCache(JsonEdit edit) {
    if (part) {
      edit.blank();
    } else {
      BUILD_STEP.hide(edit);
    }
  }

  private void other(JsonEdit edit) {
    if (part) {
      edit.blank();
    } else {
      edit.scan().skip();
    }
  }

  /**
   * Layers that two images share are counted twice: how much that is, is told of all images only.
   */
  private long sizeOfImages(JsonEdit edit) {
    JsonScan scan = edit.scan();
    long[] sum = {0};
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      if (scan.member(IMAGES) == 0) {
        edit.items(_ -> {
          int from = scan.position();
          boolean stays = image.take(edit);
          int end = scan.position();
          if (stays) {
            scan.position(from);
            sum[0] += size(scan);
            scan.position(end);
          }
          return stays;
        });
      } else {
        scan.skip();
      }
    }
    return sum[0];
  }

  private static long size(JsonScan scan) {
    long size = 0;
    scan.expect('{');
    for (boolean more = !scan.take('}'); more; more = scan.goesOn('}')) {
      if (scan.member(SIZE) == 0) {
        size = scan.number();
      } else {
        scan.skip();
      }
    }
    return Math.max(0, size);
  }
}
