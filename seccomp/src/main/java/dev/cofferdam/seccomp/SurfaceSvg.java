package dev.cofferdam.seccomp;

import java.util.List;
import java.util.function.Function;

/**
 * A {@link Surface} as a picture: for each convention two fields of small squares, one for each
 * call in the order of their numbers, before and after. Colours are those of Okabe and Ito, which
 * people tell apart who see few of them, and each has a form of its own.
 */
final class SurfaceSvg {
  private static final int COLUMNS = 36;
  private static final int PITCH = 12;
  private static final int MARGIN = 24;
  private static final int FIELD = COLUMNS * PITCH;
  private static final int WIDTH = 3 * MARGIN + 2 * FIELD;
  private static final int HEADING = 76;
  private static final int LABELS = 44;
  private static final int LEGEND = 40;

  private final Surface surface;
  private final String before;
  private final String after;
  private final StringBuilder svg = new StringBuilder();

  SurfaceSvg(Surface surface) {
    this.surface = surface;
    before = Json.shown(surface.before());
    after = Json.shown(surface.after());
  }

  String svg() {
    int height = HEADING + LEGEND + MARGIN;
    for (Surface.Convention each : surface.conventions()) {
      height += height(each);
    }
    String title = "Attack surface of kernel " + surface.kernel();
    String sentence = SurfaceText.sentence(surface);
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" \
        viewBox="0 0 %d %d" font-family="system-ui, sans-serif">
        <title id="title">%s</title>
        <desc id="desc">%s</desc>
        <rect width="%d" height="%d" fill="#ffffff"/>
        """
            .formatted(
                WIDTH, height, escaped(title), escaped(sentence + description()), WIDTH, height));
    text(MARGIN, 32, 20, "bold", title);
    text(MARGIN, 58, 15, "normal", sentence);
    int y = HEADING;
    for (Surface.Convention each : surface.conventions()) {
      convention(each, y);
      y += height(each);
    }
    legend(y + MARGIN);
    return svg.append("</svg>\n").toString();
  }

  private String description() {
    StringBuilder text = new StringBuilder();
    for (Surface.Convention each : surface.conventions()) {
      text.append(" %s: ".formatted(each.architecture().optionName()));
      text.append(label(before, each.before())).append("; ");
      text.append(label(after, each.after())).append(".");
    }
    return text.toString();
  }

  private static int height(Surface.Convention convention) {
    return LABELS + PITCH * Math.ceilDiv(convention.calls().size(), COLUMNS) + PITCH;
  }

  private void convention(Surface.Convention convention, int y) {
    int right = 2 * MARGIN + FIELD;
    text(MARGIN, y + 16, 15, "bold", convention.architecture().optionName());
    text(MARGIN, y + 34, 13, "normal", label(before, convention.before()));
    text(right, y + 34, 13, "normal", label(after, convention.after()));
    field(convention, Surface.Call::before, MARGIN, y + LABELS);
    field(convention, Surface.Call::after, right, y + LABELS);
  }

  private static String label(String filter, Surface.Count count) {
    StringBuilder label =
        new StringBuilder("%s: %d of %d".formatted(filter, count.reachable(), count.all()));
    if (count.conditional() > 0) {
      label.append(", %d by their arguments".formatted(count.conditional()));
    }
    if (count.inEffect() > 0) {
      label.append(", %d in effect".formatted(count.inEffect()));
    }
    return label.toString();
  }

  private void field(
      Surface.Convention convention, Function<Surface.Call, Reach> reach, int left, int top) {
    List<Surface.Call> calls = convention.calls();
    for (Reach kind : Reach.values()) {
      StringBuilder squares = new StringBuilder();
      for (int i = 0; i < calls.size(); i++) {
        if (reach.apply(calls.get(i)) == kind) {
          int x = left + i % COLUMNS * PITCH;
          int y = top + i / COLUMNS * PITCH;
          squares.append("M%d %d%s".formatted(x, y, form(kind)));
        }
      }
      if (!squares.isEmpty()) {
        svg.append("<path fill=\"%s\" d=\"%s\"/>\n".formatted(colour(kind), squares));
      }
    }
  }

  /** Within ten by ten. A full square, a triangle, a frame, a dot. */
  private static String form(Reach reach) {
    return switch (reach) {
      case OPEN -> "h10v10h-10z";
      case CONDITIONAL -> "v10h10z";
      case IN_EFFECT -> "h10v10h-10zm3 3v4h4v-4z";
      case CLOSED -> "m3 3h4v4h-4z";
    };
  }

  private static String colour(Reach reach) {
    return switch (reach) {
      case OPEN -> "#d55e00";
      case CONDITIONAL -> "#0072b2";
      case IN_EFFECT -> "#cc79a7";
      case CLOSED -> "#b0b8bf";
    };
  }

  private static String name(Reach reach) {
    return switch (reach) {
      case OPEN -> "can be reached";
      case CONDITIONAL -> "with some arguments";
      case IN_EFFECT -> "through another call";
      case CLOSED -> "cannot be reached";
    };
  }

  private void legend(int y) {
    int x = MARGIN;
    for (Reach each : Reach.values()) {
      svg.append("<path fill=\"%s\" d=\"M%d %d%s\"/>\n".formatted(colour(each), x, y, form(each)));
      text(x + 16, y + 10, 13, "normal", name(each));
      x += 190;
    }
  }

  private void text(int x, int y, int size, String weight, String text) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" font-size=\"%d\" font-weight=\"%s\" fill=\"#1b1f23\">%s</text>\n"
            .formatted(x, y, size, weight, escaped(text)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
