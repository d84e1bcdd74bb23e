package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paths through a decision, told by their arguments: {@code family=3..9|40, type!=2}. Those that
 * differ in one argument only are told together.
 */
final class ArgumentText {
  private final SystemCall call;

  /**
   * @param argument the one in which paths may differ
   * @param others all of them, that one taken as if it could be anything
   */
  private record Group(int argument, Path others) {}

  ArgumentText(SystemCall call) {
    this.call = call;
  }

  /** One text for each group of paths; an empty one for arguments of any kind. */
  List<String> of(List<Path> paths) {
    Map<Group, Intervals> groups = new LinkedHashMap<>();
    List<String> texts = new ArrayList<>();
    for (Path path : paths) {
      Optional<Group> group = group(path);
      if (group.isEmpty()) {
        texts.add(text(path));
      } else {
        Intervals own = Intervals.of(path.arguments().get(group.get().argument)).orElseThrow();
        groups.merge(group.get(), own, Intervals::and);
      }
    }
    List<String> all = new ArrayList<>();
    groups.forEach((group, intervals) -> all.add(text(group, intervals)));
    all.addAll(texts);
    return all.stream().distinct().toList();
  }

  /** By the first argument that is told by ranges. */
  private static Optional<Group> group(Path path) {
    for (int i = 0; i < path.arguments().size(); i++) {
      Values values = path.arguments().get(i);
      if (isRestricted(values) && Intervals.of(values).isPresent()) {
        List<Values> others = new ArrayList<>(path.arguments());
        others.set(i, Values.any(values.width()));
        return Optional.of(new Group(i, new Path(others)));
      }
    }
    return Optional.empty();
  }

  private static boolean isRestricted(Values values) {
    return !values.equals(Values.any(values.width()));
  }

  private String text(Group group, Intervals intervals) {
    List<String> parts = new ArrayList<>();
    if (!intervals.isEverything()) {
      parts.add(name(group.argument) + intervals.text(each -> value(group.argument, each)));
    }
    String others = text(group.others);
    if (!others.isEmpty()) {
      parts.add(others);
    }
    return String.join(", ", parts);
  }

  private String text(Path path) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < path.arguments().size(); i++) {
      Values values = path.arguments().get(i);
      if (isRestricted(values)) {
        parts.addAll(parts(i, values));
      }
    }
    return String.join(", ", parts);
  }

  private List<String> parts(int argument, Values values) {
    String name = name(argument);
    Optional<Intervals> intervals = Intervals.of(values);
    if (intervals.isPresent()) {
      return List.of(name + intervals.get().text(each -> value(argument, each)));
    }
    List<String> parts = new ArrayList<>();
    if (values.known() != 0) {
      parts.add("%s&%#x=%s".formatted(name, values.known(), number(values.bits())));
    }
    if (values.least() != 0) {
      parts.add(name + ">=" + number(values.least()));
    }
    if (values.most() != values.width().mask()) {
      parts.add(name + "<=" + number(values.most()));
    }
    for (Values.Pattern each : values.excluded()) {
      parts.add(
          each.mask() == values.width().mask()
              ? name + "!=" + number(each.value())
              : "%s&%#x!=%s".formatted(name, each.mask(), number(each.value())));
    }
    return parts;
  }

  private String name(int argument) {
    return ArgumentNames.of(call, argument);
  }

  private String value(int argument, long value) {
    boolean isFamily = argument == 0 && Target.FAMILY_CALLS.contains(call.name());
    return isFamily && value >= 0 && value < 1000
        ? new SocketFamily((int) value).toString()
        : number(value);
  }

  /** Small ones in tens, others in sixteens. */
  static String number(long value) {
    return value >= 0 && value < 4096 ? Long.toString(value) : "%#x".formatted(value);
  }
}
