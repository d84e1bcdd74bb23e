package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Leaves in an answer of {@code GET /containers/json} what a caller may see. The items that stay
 * are copied byte for byte; of each only the fields that decide are looked at.
 */
final class ContainerListFilter {
  private static final byte[][] FIELDS = {
    utf8("Id"), utf8("Image"), utf8("Names"), utf8("Labels"),
  };

  private static final byte[][] OWNER = {utf8(Resource.OWNER_LABEL)};

  private final byte[] answer;
  private final JsonScan scan;
  private final Predicate<Resource.Container> visible;

  /** A list names few images many times. */
  private final Map<String, String> images = new HashMap<>();

  private ContainerListFilter(byte[] answer, Predicate<Resource.Container> visible) {
    this.answer = answer;
    this.scan = new JsonScan(answer);
    this.visible = visible;
  }

  /**
   * @param limit at most so many of the visible items; negative for all
   * @throws IllegalStateException when the engine's answer is no list of objects
   */
  static byte[] apply(byte[] answer, Predicate<Resource.Container> visible, long limit) {
    return new ContainerListFilter(answer, visible).filtered(limit);
  }

  private byte[] filtered(long limit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    out.write('[');
    long kept = 0;
    scan.expect('[');
    boolean more = !scan.take(']');
    while (more && (limit < 0 || kept < limit)) {
      scan.peek();
      int from = scan.position();
      if (visible.test(item())) {
        if (kept++ > 0) {
          out.write(',');
        }
        out.write(answer, from, scan.position() - from);
      }
      more = scan.take(',');
      if (!more) {
        scan.expect(']');
      }
    }
    out.write(']');
    out.write('\n');
    return out.toByteArray();
  }

  private Resource.Container item() {
    String id = "";
    String name = "";
    String image = "";
    Optional<String> owner = Optional.empty();
    scan.expect('{');
    boolean more = !scan.take('}');
    while (more) {
      switch (scan.member(FIELDS)) {
        case 0 -> id = scan.text();
        case 1 -> image = scan.text();
        case 2 -> name = name();
        case 3 -> owner = owner();
        default -> scan.skip();
      }
      more = goesOn('}');
    }
    return new Resource.Container(
        id, name, owner, images.computeIfAbsent(image, EngineObjects::normalised));
  }

  /** Its own name: links add names with a slash inside ({@code /other/alias}). */
  private String name() {
    String own = "";
    if (scan.peek() != '[') {
      scan.skip();
      return own;
    }
    scan.expect('[');
    boolean more = !scan.take(']');
    while (more) {
      String name = scan.text();
      if (name.startsWith("/") && name.indexOf('/', 1) < 0) {
        own = name.substring(1);
      }
      more = goesOn(']');
    }
    return own;
  }

  private Optional<String> owner() {
    Optional<String> owner = Optional.empty();
    if (scan.peek() != '{') {
      scan.skip();
      return owner;
    }
    scan.expect('{');
    boolean more = !scan.take('}');
    while (more) {
      if (scan.member(OWNER) == 0) {
        owner = Optional.of(scan.text()).filter(text -> !text.isEmpty());
      } else {
        scan.skip();
      }
      more = goesOn('}');
    }
    return owner;
  }

  private boolean goesOn(char end) {
    if (scan.take(',')) {
      return true;
    }
    scan.expect(end);
    return false;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
