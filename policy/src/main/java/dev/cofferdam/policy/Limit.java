package dev.cofferdam.policy;

/**
 * The most that a caller may have of a {@link Measure}.
 *
 * @param most in the measure's unit; {@link Measure#UNLIMITED} where a role lifts the others' limit
 * @param role that gives as much
 * @param mode what becomes of a request that goes beyond it
 */
public record Limit(long most, String role, Mode mode) {
  Limit(long most, String role) {
    this(most, role, Mode.ENFORCE);
  }

  /** The one that gives more, or else the one that is taken more seriously. */
  Limit or(Limit other) {
    boolean others = other.most > most || (other.most == most && other.mode.compareTo(mode) > 0);
    return others ? other : this;
  }
}
