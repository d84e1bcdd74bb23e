package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Comparison.Operator;
import dev.cofferdam.seccomp.Condition.Masked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A document that means what a profile means, for runtimes that compile it with libseccomp.
 *
 * <p>No two of its rules match one call, so that their order decides nothing. They compare for
 * equality only, under a mask that has the argument's width: libseccomp compares 64 bits, of which
 * the kernel may take fewer, and its ordered comparisons are not to be relied on where a call has
 * several.
 */
final class DocumentComposition {
  /** For one call. More of them fit in no filter. */
  private static final int MOST_RULES = 256;

  private final Profile profile;
  private final Architecture host;
  private final Rules rules;

  private DocumentComposition(Profile profile, Architecture host, Rules rules) {
    this.profile = profile;
    this.host = host;
    this.rules = rules;
  }

  static ProfileDocument compose(Profile profile, Architecture host) throws SeccompException {
    Rules rules = profile.architectures().get(host);
    if (rules == null) {
      throw refuse("a runtime always lets %s be used".formatted(host.optionName()));
    }
    return new DocumentComposition(profile, host, rules).document();
  }

  private ProfileDocument document() throws SeccompException {
    checkOthers();
    SortedMap<Action, NavigableSet<String>> always = new TreeMap<>();
    List<DocumentRule> byArgument = new ArrayList<>();
    for (String name : names()) {
      SystemCall call = SystemCalls.known().named(name).orElseThrow();
      for (Map.Entry<Action, List<Cube>> each : cubes(call).entrySet()) {
        checkSayable(each.getKey());
        for (Cube cube : each.getValue()) {
          if (cube.equals(Cube.ALL)) {
            always.computeIfAbsent(each.getKey(), _ -> new TreeSet<>()).add(name);
          } else {
            byArgument.add(rule(List.of(name), each.getKey(), comparisons(cube)));
          }
        }
      }
    }
    List<DocumentRule> all = new ArrayList<>();
    always.forEach((action, names) -> all.add(rule(List.copyOf(names), action, List.of())));
    all.addAll(byArgument);
    return new ProfileDocument(
        rules.byDefault(),
        profile.architectures().keySet().stream().map(Architecture::ociName).toList(),
        Map.of(),
        profile.flags(),
        Optional.empty(),
        Optional.empty(),
        all);
  }

  /** What stands in a document once, for all architectures. */
  private void checkOthers() throws SeccompException {
    Environment environment = new Environment(host, new KernelVersion(0, 0), Set.of());
    boolean foreignReachable =
        host == Architecture.AARCH64
            || !profile.architectures().keySet().containsAll(environment.conventions());
    if (foreignReachable && !profile.foreign().equals(Action.KILL_THREAD)) {
      throw refuse(
          "a runtime kills the thread for a call of another architecture, and here it is to be %s"
              .formatted(profile.foreign()));
    }
    checkSayable(rules.byDefault());
    Action unknown = DocumentResolution.unknown(rules.byDefault());
    for (Rules each : profile.architectures().values()) {
      if (!each.byDefault().equals(rules.byDefault())) {
        throw refuse("its architectures have different default actions");
      }
      if (!each.unknown().equals(unknown)) {
        throw refuse(
            "calls without a name are to be %s, where the default is %s"
                .formatted(each.unknown(), each.byDefault()));
      }
    }
  }

  private static void checkSayable(Action action) throws SeccompException {
    boolean trap = action.kind() == Action.Kind.TRAP && action.data() != 0;
    if (trap || action.kind() == Action.Kind.USER_NOTIF) {
      throw refuse("there is no way to say " + action);
    }
  }

  /** Of calls that some architecture decides on. */
  private NavigableSet<String> names() {
    NavigableSet<String> names = new TreeSet<>();
    profile
        .architectures()
        .forEach((architecture, each) ->
            each.calls().keySet().stream()
                .filter(name -> has(architecture, name))
                .forEach(names::add));
    return names;
  }

  private static boolean has(Architecture architecture, String name) {
    return SystemCalls.known()
        .named(name)
        .filter(call -> call.number(architecture).isPresent())
        .isPresent();
  }

  /** The sets of the architecture with the widest arguments, if the others have the same. */
  private Map<Action, List<Cube>> cubes(SystemCall call) throws SeccompException {
    Map<Architecture, Map<Action, List<Cube>>> byArchitecture = new LinkedHashMap<>();
    try {
      for (Map.Entry<Architecture, Rules> each : profile.architectures().entrySet()) {
        if (call.number(each.getKey()).isPresent()) {
          Decision decision = each.getValue().of(call.name());
          byArchitecture.put(
              each.getKey(), Cubes.of(decision, call, each.getKey(), rules.byDefault()));
        }
      }
    } catch (Cubes.TooMany e) {
      throw tooMany(call);
    }
    Map<Action, List<Cube>> widest = byArchitecture.values().iterator().next();
    if (widest.values().stream().mapToInt(List::size).sum() > MOST_RULES) {
      throw tooMany(call);
    }
    for (Map.Entry<Architecture, Map<Action, List<Cube>>> each : byArchitecture.entrySet()) {
      if (!areSame(asReadFor(each.getKey(), call, widest), each.getValue())) {
        throw refuse("its architectures have different rules for %s".formatted(call));
      }
    }
    return widest;
  }

  private static boolean areSame(Map<Action, List<Cube>> some, Map<Action, List<Cube>> others) {
    return some.keySet().equals(others.keySet())
        && some.entrySet().stream()
            .allMatch(each ->
                Cubes.areSame(each.getValue(), others.getOrDefault(each.getKey(), List.of())));
  }

  /** What rules for these sets will mean on an architecture, where arguments may be narrower. */
  private static Map<Action, List<Cube>> asReadFor(
      Architecture architecture, SystemCall call, Map<Action, List<Cube>> cubes)
      throws SeccompException {
    Map<Action, List<Cube>> read = new LinkedHashMap<>();
    for (Map.Entry<Action, List<Cube>> each : cubes.entrySet()) {
      for (Cube cube : each.getValue()) {
        asRead(architecture, call, cube)
            .ifPresent(possible ->
                read.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(possible));
      }
    }
    return read;
  }

  private static Optional<Cube> asRead(Architecture architecture, SystemCall call, Cube cube)
      throws SeccompException {
    Optional<Cube> read = Optional.of(Cube.ALL);
    for (Comparison comparison : comparisons(cube)) {
      Width width = call.width(architecture, comparison.index());
      switch (Meaning.of(comparison, width)) {
        case Meaning.Test(Masked masked, boolean _) ->
            read = read.flatMap(before -> before.and(taken(masked, width)));
        case Meaning.Test _ -> throw new IllegalStateException("equality only");
        case Meaning.Constant(boolean holds, boolean _) -> {
          if (!holds && architecture.is32Bit()) {
            // libseccomp drops what does not fit, and would find the rest equal.
            throw refuse(
                "a rule for %s is about more bits than %s has"
                    .formatted(call, architecture.optionName()));
          }
          read = read.filter(_ -> holds);
        }
      }
    }
    return read;
  }

  private static Masked taken(Masked masked, Width width) {
    return new Masked(
        masked.argument(), masked.mask() & width.mask(), masked.value() & width.mask());
  }

  private static List<Comparison> comparisons(Cube cube) {
    return cube.arguments().values().stream()
        .map(masked ->
            masked.mask() == -1
                ? new Comparison(masked.argument(), masked.value(), 0, Operator.EQ, Place.NONE)
                : new Comparison(
                    masked.argument(),
                    masked.mask(),
                    masked.value(),
                    Operator.MASKED_EQ,
                    Place.NONE))
        .toList();
  }

  private static DocumentRule rule(
      List<String> names, Action action, List<Comparison> comparisons) {
    return new DocumentRule(names, action, comparisons, "", Scope.EMPTY, Scope.EMPTY, Place.NONE);
  }

  private static SeccompException tooMany(SystemCall call) {
    return refuse("%s needs more than %d rules".formatted(call, MOST_RULES));
  }

  private static SeccompException refuse(String problem) {
    return new SeccompException(
        "the filter cannot be written as a profile for a runtime: " + problem);
  }
}
