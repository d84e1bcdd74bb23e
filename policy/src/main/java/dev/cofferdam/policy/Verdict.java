package dev.cofferdam.policy;

import java.util.List;
import java.util.Optional;

/** The answer to a {@link Question}. */
public sealed interface Verdict {
  /**
   * The rule that decided, as {@code role/index}, counted from 1, for instance {@code
   * web-operator/2}.
   */
  Optional<String> rule();

  /** Allowed as asked. */
  record Allow(Optional<String> rule) implements Verdict {}

  /**
   * An operation on a collection is allowed for a part of it: each item has to be asked for on its
   * own, with the item as the question's only resource. Whoever cannot ask for each item has to
   * refuse.
   *
   * @param own whether everything of the kinds that the operation acts on is in that part that the
   *     caller owns: then limiting it to these is enough
   */
  record AllowSome(Optional<String> rule, boolean own) implements Verdict {
    /** Known only item by item. */
    public AllowSome(Optional<String> rule) {
      this(rule, false);
    }
  }

  /**
   * Allowed, though the rules refuse it: the caller's roles are on trial.
   *
   * @param mode {@link Mode#WARN} or {@link Mode#OBSERVE}
   * @param refusal what it would be if they were enforced
   */
  record AllowAnyway(Mode mode, Deny refusal) implements Verdict {
    @Override
    public Optional<String> rule() {
      return refusal.rule();
    }
  }

  /**
   * Refused.
   *
   * @param reason one sentence that names the caller and the decisive thing, for a person to read;
   *     without control characters and without a full stop
   * @param remedies what would have to change in the request or in the policy, one sentence each
   */
  record Deny(Optional<String> rule, String reason, List<String> remedies) implements Verdict {
    public Deny {
      remedies = List.copyOf(remedies);
    }
  }
}
