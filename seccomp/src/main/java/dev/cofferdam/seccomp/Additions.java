package dev.cofferdam.seccomp;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a whole profile lets through that a base does not. */
public final class Additions {
  private static final String ALL = new Target.All().toString();

  private final Profile base;
  private final Profile everywhere;
  private final Environment environment;

  private Additions(Base base, Environment environment) {
    this.base = base.profile(environment);
    this.everywhere = base.everywhere(environment);
    this.environment = environment;
  }

  /**
   * The names of what a profile adds, sorted, as they stand in the privileges {@code
   * seccomp:allow:NAME}:
   *
   * <ul>
   *   <li>a call, {@code bpf}, also when it depends on its arguments whether it is added
   *   <li>an architecture that the base does not open, {@code i386}. Its calls are compared with
   *       those that the base would let through if it opened it
   *   <li>{@code all} instead of any call, when calls are let through that have no name yet
   * </ul>
   *
   * @throws SeccompException when the conditions of the profile take too much work to compare
   */
  public static List<String> of(Profile profile, Base base, Environment environment)
      throws SeccompException {
    return List.copyOf(new Additions(base, environment).names(profile));
  }

  private Set<String> names(Profile profile) throws SeccompException {
    Set<String> architectures = new TreeSet<>();
    Set<String> calls = new TreeSet<>();
    boolean isAll = Passage.isFurther(profile.foreign(), base.foreign());
    DifferenceSearch search = new DifferenceSearch(profile, compared(profile, architectures));
    for (Subject subject : search.subjects()) {
      if (search.difference(subject, Difference.Kind.FIRST_ALONE).isPresent()) {
        switch (subject) {
          case Subject.Call call -> calls.add(call.call().name());
          case Subject.Unknown _, Subject.Foreign _ -> isAll = true;
        }
      }
    }
    if (isAll) {
      calls.clear();
      calls.add(ALL);
    }
    calls.addAll(architectures);
    return calls;
  }

  /** The base with those architectures open that the profile opens, which are added to a list. */
  private Profile compared(Profile profile, Set<String> added) throws SeccompException {
    Map<Architecture, Rules> rules = new EnumMap<>(base.architectures());
    for (Architecture each : environment.conventions()) {
      if (!rules.containsKey(each) && opens(profile, each)) {
        added.add(each.optionName());
        rules.put(each, everywhere.rules(each));
      }
    }
    return new Profile(rules, base.foreign(), base.flags());
  }

  /** Whether any call of an architecture that the base does not open gets further. */
  private boolean opens(Profile profile, Architecture architecture) throws SeccompException {
    Profile alone =
        new Profile(
            Map.of(architecture, Algebra.rules(profile, architecture)), base.foreign(), Set.of());
    Profile closed = new Profile(Map.of(), base.foreign(), Set.of());
    return ProfileComparison.excess(alone, closed).isPresent();
  }
}
