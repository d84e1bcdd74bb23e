package dev.cofferdam.policy;

/** What has to hold for a rule to match, beyond what it says of objects and privileges. */
interface Condition {
  /** Of a rule without {@code when}. */
  Condition ALWAYS = Always.INSTANCE;

  Outcome of(Question question);

  /** Whether it asks for the objects that the request acts on. */
  boolean asksForObjects();

  /** As the policy has it, in one line; empty where it has none. */
  String text();

  /** What became of a condition. */
  sealed interface Outcome {}

  /** It was answered. */
  enum Answer implements Outcome {
    HOLDS,
    DOES_NOT_HOLD
  }

  /**
   * It could not be answered: then nothing is allowed by it, and what it denies is denied.
   *
   * @param why part of a sentence, without any value of the request
   */
  record Unanswered(String why) implements Outcome {}

  /** Holds whatever is asked. */
  enum Always implements Condition {
    INSTANCE;

    @Override
    public Outcome of(Question question) {
      return Answer.HOLDS;
    }

    @Override
    public boolean asksForObjects() {
      return false;
    }

    @Override
    public String text() {
      return "";
    }
  }
}
