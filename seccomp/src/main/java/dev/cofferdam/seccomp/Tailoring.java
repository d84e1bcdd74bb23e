package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Decision.Always;
import dev.cofferdam.seccomp.Decision.When;
import dev.cofferdam.seccomp.Options.Change;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Options being applied to a base. All conventions of the host are changed alike, those that are
 * not open too: whichever is opened in the end has the same decisions by name.
 */
final class Tailoring {
  private final Options options;
  private final Environment environment;

  /** What the base itself takes as a privilege. */
  private final List<String> ofBase;

  private final Profile before;
  private final Set<Architecture> openBefore;
  private Profile after;
  private final Set<Architecture> open;
  private final Work work = new Work("applying the options");

  /**
   * @param before with every convention of the host
   * @param openBefore those of them by which calls may be made
   */
  private Tailoring(
      Options options,
      Environment environment,
      List<String> ofBase,
      Profile before,
      Set<Architecture> openBefore) {
    this.options = options;
    this.environment = environment;
    this.ofBase = ofBase;
    this.before = before;
    this.openBefore = openBefore;
    this.after = before;
    this.open = EnumSet.noneOf(Architecture.class);
    open.addAll(openBefore);
  }

  static Tailoring of(Options options, Base standard, Environment environment)
      throws SeccompException {
    Base base = options.base().orElse(standard);
    return new Tailoring(
        options,
        environment,
        base != standard && isLooser(base, standard, environment)
            ? List.of("seccomp:base:" + base.optionName())
            : List.of(),
        base.everywhere(environment),
        base.open(environment));
  }

  /**
   * A convention that the profile leaves closed has, once it is opened, the rules of the host's.
   */
  static Tailoring of(Options options, Profile start, Environment environment)
      throws SeccompException {
    Rules hosts = start.architectures().get(environment.architecture());
    if (hosts == null) {
      throw new SeccompException(
          "the profile has no rules for %s, the host's architecture"
              .formatted(environment.architecture().optionName()));
    }
    Map<Architecture, Rules> rules = new EnumMap<>(start.architectures());
    environment.conventions().forEach(each -> rules.putIfAbsent(each, hosts));
    return new Tailoring(
        options,
        environment,
        List.of(),
        new Profile(rules, start.foreign(), start.flags()),
        start.architectures().keySet());
  }

  Tailored tailored() throws SeccompException {
    for (Change change : options.changes()) {
      apply(change);
    }
    Profile profile = opened(after);
    return new Tailored(
        profile, privileges(), TailoringWarnings.of(options, before, profile, environment));
  }

  private void apply(Change change) throws SeccompException {
    switch (change.target()) {
      case Target.Call _, Target.Group _ ->
          after =
              withCalls(
                  after,
                  change.target().calls(),
                  call -> change.allows() ? _ -> new Always(Action.ALLOW) : refusing(call));
      case Target.Family(SocketFamily family) -> changeFamily(family, change.allows());
      case Target.Convention(Architecture architecture) -> {
        if (!environment.conventions().contains(architecture)) {
          throw new SeccompException(
              "%s: a kernel for %s takes no calls of %s"
                  .formatted(
                      change.privilege(),
                      environment.architecture().optionName(),
                      architecture.optionName()));
        }
        if (change.allows()) {
          open.add(architecture);
        } else {
          open.remove(architecture);
          after = closedToOthers(after);
        }
      }
      case Target.All _ ->
          after =
              change.allows()
                  ? after.map(_ -> Rules.all(Action.ALLOW, Action.ALLOW))
                  : closedToOthers(after.map(_ -> Rules.all(Action.EPERM, Action.ENOSYS)));
    }
  }

  /**
   * Architectures that are not open are denied: with a base that lets them through, whoever denies
   * one would otherwise leave it to do all that is denied on the others.
   */
  private static Profile closedToOthers(Profile profile) {
    return profile.foreign().isLetThrough()
        ? new Profile(profile.architectures(), Action.KILL_THREAD, profile.flags())
        : profile;
  }

  private void changeFamily(SocketFamily family, boolean allows) throws SeccompException {
    Profile allowed =
        withCalls(
            after,
            Target.FAMILY_CALLS,
            call -> allows ? _ -> new Always(Action.ALLOW) : refusing(call));
    after = onFamily(family, allowed, after);
  }

  /** One profile for sockets of a family, and another for everything else. */
  private Profile onFamily(SocketFamily family, Profile is, Profile isNot) throws SeccompException {
    Condition isFamily = Condition.equal(0, family.number());
    Map<Architecture, Rules> rules = new EnumMap<>(Architecture.class);
    for (Map.Entry<Architecture, Rules> each : isNot.architectures().entrySet()) {
      Map<String, Decision> decisions = new HashMap<>();
      for (String name : Target.FAMILY_CALLS) {
        Decision either =
            new When(isFamily, is.rules(each.getKey()).of(name), each.getValue().of(name));
        SystemCall call = SystemCalls.known().named(name).orElseThrow();
        decisions.put(name, Combination.simplified(either, call, each.getKey(), work));
      }
      rules.put(each.getKey(), each.getValue().with(decisions));
    }
    return new Profile(rules, isNot.foreign(), isNot.flags());
  }

  private static Profile withCalls(
      Profile profile, Collection<String> calls, Function<String, UnaryOperator<Decision>> change) {
    return profile.map(rules -> {
      Map<String, Decision> changed = new HashMap<>();
      calls.forEach(call -> changed.put(call, change.apply(call).apply(rules.of(call))));
      return rules.with(changed);
    });
  }

  /**
   * What is let through is refused, and the rest as it was. clone3 is refused as if it did not
   * exist, since libc falls back to clone only then.
   */
  private static UnaryOperator<Decision> refusing(String call) {
    Action refusal = call.equals("clone3") ? Action.ENOSYS : Action.EPERM;
    return decision -> refused(decision, refusal);
  }

  private static Decision refused(Decision decision, Action refusal) {
    return switch (decision) {
      case Always(Action action) ->
          Passage.isFurther(action, refusal) ? new Always(refusal) : decision;
      case When(Condition condition, Decision then, Decision otherwise) -> {
        Decision refusedThen = refused(then, refusal);
        Decision refusedOtherwise = refused(otherwise, refusal);
        yield refusedThen.equals(refusedOtherwise)
            ? refusedThen
            : new When(condition, refusedThen, refusedOtherwise);
      }
    };
  }

  private List<String> privileges() throws SeccompException {
    Set<String> privileges = new LinkedHashSet<>(ofBase);
    for (Change change : options.changes()) {
      if (change.allows() && change.target() instanceof Target.Group group) {
        // By its calls: whoever is denied one of them must not get it as a member of a group.
        for (String call : group.calls()) {
          if (isLooser(after, List.of(call))) {
            privileges.add(new Change(true, new Target.Call(call)).privilege());
          }
        }
      } else if (change.allows() && isLooser(change.target())) {
        privileges.add(change.privilege());
      }
    }
    return List.copyOf(privileges);
  }

  private static boolean isLooser(Base base, Base standard, Environment environment)
      throws SeccompException {
    return !standard.open(environment).containsAll(base.open(environment))
        || ProfileComparison.excess(base.profile(environment), standard.everywhere(environment))
            .isPresent();
  }

  private boolean isLooser(Target target) throws SeccompException {
    return switch (target) {
      case Target.Call _, Target.Group _ -> isLooser(after, target.calls());
      case Target.Family(SocketFamily family) ->
          isLooser(onFamily(family, after, before), Target.FAMILY_CALLS);
      case Target.Convention(Architecture architecture) ->
          open.contains(architecture)
              && !openBefore.contains(architecture)
              && opensAnything(architecture);
      case Target.All _ -> ProfileComparison.excess(opened(after), before).isPresent();
    };
  }

  /** Whether an architecture is worth being open, after all that is denied. */
  private boolean opensAnything(Architecture architecture) throws SeccompException {
    Rules rules = after.rules(architecture);
    Profile alone = new Profile(Map.of(architecture, rules), after.foreign(), Set.of());
    Profile closed = new Profile(Map.of(), after.foreign(), Set.of());
    return ProfileComparison.excess(alone, closed).isPresent();
  }

  /** Whether one of these calls is let through where the base does not, by what is open. */
  private boolean isLooser(Profile changed, Collection<String> calls) throws SeccompException {
    DifferenceSearch search = new DifferenceSearch(changed, before);
    for (String name : calls) {
      SystemCall call = SystemCalls.known().named(name).orElseThrow();
      for (Architecture each : open) {
        if (call.number(each).isPresent()
            && search
                .difference(new Subject.Call(each, call), Difference.Kind.FIRST_ALONE)
                .isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private Profile opened(Profile everywhere) {
    Map<Architecture, Rules> rules = new EnumMap<>(everywhere.architectures());
    rules.keySet().retainAll(open);
    return new Profile(rules, everywhere.foreign(), everywhere.flags());
  }
}
