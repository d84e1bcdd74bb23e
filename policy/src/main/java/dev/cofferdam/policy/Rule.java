package dev.cofferdam.policy;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One rule of a role, ready to be asked. */
final class Rule {
  enum Effect {
    ALLOW,
    DENY
  }

  private final String role;
  private final int index;
  private final int line;
  private final Effect effect;
  private final Set<Operation> operations;
  private final Selectors selectors;
  private final Confinement confinement;
  private final List<PrivilegePattern> privileges;
  private final Condition condition;
  private final Optional<String> id;
  private final Verdict allow;
  private final Verdict allowSome;
  private final Verdict allowOwn;

  private Rule(
      Place place,
      Effect effect,
      Set<Operation> operations,
      Selectors selectors,
      Confinement confinement,
      List<PrivilegePattern> privileges,
      Condition condition) {
    this.role = place.role();
    this.index = place.index();
    this.line = place.line();
    this.effect = effect;
    this.operations = Collections.unmodifiableSet(EnumSet.copyOf(operations));
    this.selectors = selectors;
    this.confinement = confinement;
    this.privileges = List.copyOf(privileges);
    this.condition = condition;
    this.id = Optional.of(role + "/" + index);
    this.allow = new Verdict.Allow(id);
    this.allowSome = new Verdict.AllowSome(id);
    this.allowOwn = new Verdict.AllowSome(id, true);
  }

  /**
   * Where a rule stands.
   *
   * @param index counted from 1 within its role
   */
  record Place(String role, int index, int line) {}

  /**
   * @param confinement what is given without a grant
   * @param grants single privileges beyond it
   */
  static Rule allowing(
      Place place,
      Set<Operation> operations,
      Selectors selectors,
      Confinement confinement,
      List<PrivilegePattern> grants,
      Condition condition) {
    return new Rule(place, Effect.ALLOW, operations, selectors, confinement, grants, condition);
  }

  /**
   * @param privileges only requests that carry one of these are denied; none means every request
   */
  static Rule denying(
      Place place,
      Set<Operation> operations,
      Selectors selectors,
      List<PrivilegePattern> privileges,
      Condition condition) {
    return new Rule(
        place, Effect.DENY, operations, selectors, Confinement.RESTRICTED, privileges, condition);
  }

  Match match(Question question) {
    if (!operations.contains(question.operation())) {
      return Match.OtherOperation.INSTANCE;
    }
    return switch (effect) {
      case ALLOW -> matchAllow(question);
      case DENY -> matchDeny(question);
    };
  }

  private Match matchAllow(Question question) {
    Match objects = selectors.covers(question);
    if (objects instanceof Match.Miss) {
      return objects;
    }
    for (Privilege privilege : question.privileges()) {
      if (!gives(privilege)) {
        return new Match.Beyond(privilege);
      }
    }
    if (asksForItems(question)) {
      return Match.Hit.PART;
    }
    Condition.Outcome outcome = condition.of(question);
    return outcome == Condition.Answer.HOLDS ? objects : new Match.Unmet(outcome);
  }

  private Match matchDeny(Question question) {
    boolean asked = privileges.isEmpty();
    for (Privilege privilege : question.privileges()) {
      asked |= touches(privilege);
    }
    Match objects = asked ? selectors.touches(question) : Match.NothingTouched.INSTANCE;
    if (objects instanceof Match.Miss) {
      return objects;
    }
    if (asksForItems(question)) {
      return Match.Hit.PART;
    }
    Condition.Outcome outcome = condition.of(question);
    return outcome == Condition.Answer.DOES_NOT_HOLD ? new Match.Unmet(outcome) : objects;
  }

  /** Of a collection, each item has to be asked for what the condition says of it. */
  private boolean asksForItems(Question question) {
    return condition.asksForObjects() && question.isOfCollection();
  }

  /** Whether a rule that allows gives this privilege, by its confinement or by a grant. */
  boolean gives(Privilege privilege) {
    if (!Used.withholds(selectors, privilege) && privilege.tier().compareTo(confinement) <= 0) {
      return true;
    }
    for (int i = 0; i < privileges.size(); i++) {
      if (privileges.get(i).covers(privilege.name())) {
        return true;
      }
    }
    return Used.covers(selectors, privilege);
  }

  /** Whether a privilege is among those that a rule denies. */
  boolean touches(Privilege privilege) {
    for (int i = 0; i < privileges.size(); i++) {
      if (privileges.get(i).touches(privilege.name())) {
        return true;
      }
    }
    return false;
  }

  Verdict allow() {
    return allow;
  }

  Verdict allowSome() {
    return allowSome;
  }

  /** For a rule that {@link #isOfOwn}. */
  Verdict allowOwn() {
    return allowOwn;
  }

  /**
   * Whether a rule that allows a part of a collection allows all of it that is the caller's own.
   */
  boolean isOfOwn(Operation operation) {
    return selectors.isOwnOf(Kind.of(operation)) && !condition.asksForObjects();
  }

  /** The name in verdicts, for instance {@code web-operator/2}. */
  Optional<String> id() {
    return id;
  }

  String name() {
    return role + "/" + index;
  }

  String role() {
    return role;
  }

  int line() {
    return line;
  }

  Effect effect() {
    return effect;
  }

  Set<Operation> operations() {
    return operations;
  }

  Selectors selectors() {
    return selectors;
  }

  Condition condition() {
    return condition;
  }

  Confinement confinement() {
    return confinement;
  }
}
