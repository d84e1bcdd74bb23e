package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link Surface} for people. */
final class SurfaceText {
  private final Surface surface;
  private final String before;
  private final String after;

  SurfaceText(Surface surface) {
    this.surface = surface;
    before = Json.shown(surface.before());
    after = Json.shown(surface.after());
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("System calls of kernel %s that can be reached:\n".formatted(surface.kernel()));
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"", before, after, "gone"});
    for (Surface.Convention each : surface.conventions()) {
      rows.add(row(each.architecture().optionName(), each.before(), each.after()));
    }
    rows.add(row("all", surface.beforeCount(), surface.afterCount()));
    text.append(table(rows));
    text.append(sentence(surface)).append('\n');
    text.append(lists("depends on its arguments", Reach.CONDITIONAL));
    text.append(inEffect());
    return text.toString();
  }

  private static String[] row(String name, Surface.Count before, Surface.Count after) {
    return new String[] {
      name, of(before), of(after), Math.max(0, Surface.gone(before, after)) + " %"
    };
  }

  private static String of(Surface.Count count) {
    return count.reachable() + " of " + count.all();
  }

  private static String table(List<String[]> rows) {
    int[] widths = new int[4];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder("  " + row[0]);
      line.append(" ".repeat(widths[0] - row[0].length()));
      for (int i = 1; i < widths.length; i++) {
        line.append("  ").append(" ".repeat(widths[i] - row[i].length())).append(row[i]);
      }
      table.append(line).append('\n');
    }
    return table.toString();
  }

  /** {@code 62 % of the surface is gone: 302 of 801 calls are left.} */
  static String sentence(Surface surface) {
    int before = surface.beforeCount().reachable();
    int after = surface.afterCount().reachable();
    if (after > before) {
      return "The surface is larger: %d calls instead of %d.".formatted(after, before);
    }
    return "%d %% of the surface is gone: %d of %d calls are left."
        .formatted(surface.gone(), after, before);
  }

  private String lists(String what, Reach reach) {
    StringBuilder text = new StringBuilder();
    for (Surface.Convention each : surface.conventions()) {
      List<String> names = each.after(reach);
      if (!names.isEmpty()) {
        String head = "%s, %s with %s:".formatted(each.architecture().optionName(), what, after);
        text.append(Wrapping.list(head, names));
      }
    }
    return text.toString();
  }

  private String inEffect() {
    StringBuilder text = new StringBuilder();
    for (Surface.Convention convention : surface.conventions()) {
      Map<String, List<String>> through = new LinkedHashMap<>();
      for (Surface.Call each : convention.calls()) {
        if (each.after() == Reach.IN_EFFECT) {
          through
              .computeIfAbsent(String.join(" and ", each.through()), _ -> new ArrayList<>())
              .add(each.call().name());
        }
      }
      through.forEach((by, names) ->
          text.append(
              Wrapping.list(
                  "%s, in effect let through by %s:"
                      .formatted(convention.architecture().optionName(), by),
                  names)));
    }
    return text.toString();
  }
}
