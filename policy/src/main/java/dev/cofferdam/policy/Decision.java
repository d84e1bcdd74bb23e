package dev.cofferdam.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way through the rules of a caller.
 *
 * <p>What a rule of an enforced role denies is refused for good; every other refusal is subject to
 * the caller's mode.
 */
final class Decision {
  private static final Verdict.Deny UNEXPLAINED = new Verdict.Deny(Optional.empty(), "", List.of());

  private final List<Role> roles;
  private final Question question;
  private final Mode mode;
  private final boolean explained;

  /** The first rule of an enforced role that leaves items of the collection out. */
  private @Nullable Rule limit;

  /** The first rule of a role on trial that denies the whole, and one that leaves items out. */
  private @Nullable Rule triedDenial;

  private @Nullable Rule triedLimit;

  /**
   * @param explained whether a refusal says why
   */
  Decision(List<Role> roles, Question question, Mode mode, boolean explained) {
    this.roles = roles;
    this.question = question;
    this.mode = mode;
    this.explained = explained;
  }

  /** The strictest mode that any of the roles says; where none does, they are enforced. */
  static Mode mode(List<Role> roles) {
    @Nullable Mode strictest = null;
    for (int i = 0; i < roles.size(); i++) {
      Optional<Mode> said = roles.get(i).mode();
      if (said.isPresent() && (strictest == null || said.get().compareTo(strictest) > 0)) {
        strictest = said.get();
      }
    }
    return strictest == null ? Mode.ENFORCE : strictest;
  }

  Verdict verdict() {
    Rule denying = denying();
    if (denying != null) {
      return refusal(() -> Refusal.byRule(denying, question));
    }
    Rule tried = triedDenial;
    return tried == null ? allowing() : onTrial(() -> Refusal.byRule(tried, question));
  }

  /** The rule of an enforced role that refuses the whole request. */
  private @Nullable Rule denying() {
    for (int i = 0; i < roles.size(); i++) {
      Role role = roles.get(i);
      boolean enforced = mode == Mode.ENFORCE || role.isEnforced();
      List<Rule> rules = role.denying(question.operation());
      for (int j = 0; j < rules.size(); j++) {
        Rule rule = rules.get(j);
        Match match = rule.match(question);
        if (match == Match.Hit.WHOLE) {
          if (enforced) {
            return rule;
          }
          triedDenial = triedDenial == null ? rule : triedDenial;
        } else if (match == Match.Hit.PART) {
          limit = enforced && limit == null ? rule : limit;
          triedLimit = !enforced && triedLimit == null ? rule : triedLimit;
        }
      }
    }
    return null;
  }

  private Verdict allowing() {
    @Nullable Rule part = null;
    boolean own = false;
    for (int i = 0; i < roles.size(); i++) {
      List<Rule> rules = roles.get(i).allowing(question.operation());
      for (int j = 0; j < rules.size(); j++) {
        Rule rule = rules.get(j);
        Match match = rule.match(question);
        if (match == Match.Hit.WHOLE) {
          return whole(rule);
        }
        if (match == Match.Hit.PART && !own) {
          own = limit == null && triedLimit == null && rule.isOfOwn(question.operation());
          part = part == null || own ? rule : part;
        }
      }
    }
    if (part == null) {
      return onTrial(() -> Refusal.byNone(roles, question));
    }
    return own && mode == Mode.ENFORCE ? part.allowOwn() : part(part, part);
  }

  private Verdict whole(Rule rule) {
    if (limit != null) {
      return rule.allowSome();
    }
    return triedLimit == null ? rule.allow() : part(rule, triedLimit);
  }

  private Verdict part(Rule rule, Rule limiting) {
    return mode == Mode.ENFORCE
        ? rule.allowSome()
        : onTrial(() -> Refusal.inPart(limiting, question));
  }

  /** Refused, unless the mode has it otherwise; what an enforced role hides stays hidden. */
  private Verdict onTrial(Supplier<Verdict.Deny> words) {
    if (mode == Mode.ENFORCE) {
      return refusal(words);
    }
    Rule hiding = limit;
    return hiding == null ? new Verdict.AllowAnyway(mode, refusal(words)) : hiding.allowSome();
  }

  private Verdict.Deny refusal(Supplier<Verdict.Deny> words) {
    return explained ? words.get() : UNEXPLAINED;
  }
}
