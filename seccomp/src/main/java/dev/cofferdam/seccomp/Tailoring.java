package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Decision.Always;
import dev.cofferdam.seccomp.Decision.When;
import dev.cofferdam.seccomp.Options.Change;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Options being applied to a base. All conventions of the host are changed alike, those that are
 * not open too: whichever is opened in the end has the same decisions by name.
 */
final class Tailoring {
  private final Options options;
  private final Base standard;
  private final Base base;
  private final Environment environment;
  private final Profile before;
  private Profile after;
  private final Set<Architecture> open;

  Tailoring(Options options, Base standard, Environment environment) {
    this.options = options;
    this.standard = standard;
    this.base = options.base().orElse(standard);
    this.environment = environment;
    this.before = base.everywhere(environment);
    this.after = before;
    this.open = EnumSet.copyOf(base.open(environment));
  }

  Tailored tailored() throws SeccompException {
    for (Change change : options.changes()) {
      apply(change);
    }
    Map<Architecture, Rules> rules = new EnumMap<>(after.architectures());
    rules.keySet().retainAll(open);
    Profile profile = new Profile(rules, after.foreign(), after.flags());
    return new Tailored(
        profile, privileges(), TailoringWarnings.of(options, before, profile, environment));
  }

  private void apply(Change change) throws SeccompException {
    switch (change.target()) {
      case Target.Call _, Target.Group _ -> {
        for (String call : change.target().calls()) {
          changeCall(call, change.allows() ? _ -> new Always(Action.ALLOW) : refusing(call));
        }
      }
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
        }
      }
      case Target.All _ ->
          after =
              after.map(_ ->
                  change.allows()
                      ? Rules.all(Action.ALLOW, Action.ALLOW)
                      : Rules.all(Action.EPERM, Action.ENOSYS));
    }
  }

  private void changeCall(String call, UnaryOperator<Decision> change) {
    after = after.map(rules -> rules.with(Map.of(call, change.apply(rules.of(call)))));
  }

  private void changeFamily(SocketFamily family, boolean allows) {
    Condition isFamily = Condition.equal(0, family.number());
    for (String call : Target.FAMILY_CALLS) {
      UnaryOperator<Decision> refusing = refusing(call);
      changeCall(
          call,
          decision -> {
            Decision is = Implication.assuming(facts(isFamily, true), decision);
            Decision then = allows ? new Always(Action.ALLOW) : refusing.apply(is);
            Decision otherwise = Implication.assuming(facts(isFamily, false), decision);
            return then.equals(otherwise) ? then : new When(isFamily, then, otherwise);
          });
    }
  }

  static List<Meaning.Test> facts(Condition condition, boolean holds) {
    return List.of(new Meaning.Test(condition, holds));
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
          action.kind().compareTo(Action.Kind.ERRNO) > 0 ? new Always(refusal) : decision;
      case When(Condition condition, Decision then, Decision otherwise) -> {
        Decision refusedThen = refused(then, refusal);
        Decision refusedOtherwise = refused(otherwise, refusal);
        yield refusedThen.equals(refusedOtherwise)
            ? refusedThen
            : new When(condition, refusedThen, refusedOtherwise);
      }
    };
  }

  private List<String> privileges() {
    List<String> privileges = new ArrayList<>();
    if (base != standard && isLooserThanStandard()) {
      privileges.add("seccomp:base:" + base.optionName());
    }
    for (Change change : options.changes()) {
      if (change.allows() && isLooser(change.target())) {
        privileges.add(change.privilege());
      }
    }
    return privileges.stream().distinct().toList();
  }

  private boolean isLooserThanStandard() {
    return !standard.open(environment).containsAll(base.open(environment))
        || isLooser(base.profile(environment), standard.everywhere(environment));
  }

  private static boolean isLooser(Profile profile, Profile than) {
    for (Map.Entry<Architecture, Rules> each : profile.architectures().entrySet()) {
      Rules rules = each.getValue();
      Rules other = than.rules(each.getKey());
      if (Looseness.isLooser(rules.unknown(), other.unknown())
          || SystemCalls.known().all().stream()
              .filter(call -> call.number(each.getKey()).isPresent())
              .anyMatch(call -> Looseness.isLooser(rules.of(call.name()), other.of(call.name())))) {
        return true;
      }
    }
    return false;
  }

  private boolean isLooser(Target target) {
    return switch (target) {
      case Target.Call _, Target.Group _ ->
          target.calls().stream().anyMatch(call -> isLooser(call, List.of()));
      case Target.Family(SocketFamily family) ->
          Target.FAMILY_CALLS.stream()
              .anyMatch(call -> isLooser(call, facts(Condition.equal(0, family.number()), true)));
      case Target.Convention(Architecture architecture) ->
          open.contains(architecture) && !base.open(environment).contains(architecture);
      case Target.All _ -> isLooser(after, before);
    };
  }

  private boolean isLooser(String name, List<Meaning.Test> facts) {
    SystemCall call = SystemCalls.known().named(name).orElseThrow();
    return open.stream()
        .filter(architecture -> call.number(architecture).isPresent())
        .anyMatch(architecture ->
            Looseness.isLooser(
                after.rules(architecture).of(name), before.rules(architecture).of(name), facts));
  }
}
