package dev.cofferdam.policy;

import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;

/** Whether a rule speaks of a question, and if not, what decides that. */
sealed interface Match {
  /** The rule speaks of the question. */
  enum Hit implements Match {
    WHOLE,
    /** It speaks of some items of the collection that the question is about. */
    PART
  }

  /** The rule speaks of something else; the constants of order rank how near it came. */
  sealed interface Miss extends Match {
    int nearness();
  }

  /** The rule does not name the operation. */
  enum OtherOperation implements Miss {
    INSTANCE;

    @Override
    public int nearness() {
      return 0;
    }
  }

  /** A deny rule's selectors or privileges touch nothing in the request. */
  enum NothingTouched implements Miss {
    INSTANCE;

    @Override
    public int nearness() {
      return 1;
    }
  }

  /** A selector speaks of a kind of object that the request has none of. */
  record Idle(String selector) implements Miss {
    @Override
    public int nearness() {
      return 2;
    }
  }

  /** The rule has selectors, but none that speaks of this object. */
  record Unselected(Resource resource) implements Miss {
    @Override
    public int nearness() {
      return 3;
    }
  }

  /** The object is not among those that the selector names. */
  record NotNamed(Resource resource, Kind selector) implements Miss {
    @Override
    public int nearness() {
      return 4;
    }
  }

  record NotOwned(Resource resource) implements Miss {
    @Override
    public int nearness() {
      return 5;
    }
  }

  /** Everything else fits, but the rule's condition does not hold or cannot be answered. */
  record Unmet(Condition.Outcome outcome) implements Miss {
    @Override
    public int nearness() {
      return 7;
    }
  }

  /** Everything fits but what the request asks for beyond the rule's confinement. */
  record Beyond(Privilege first) implements Miss {
    @Override
    public int nearness() {
      return 6;
    }
  }
}
