package dev.cofferdam.policy;

/**
 * The most that a caller may have of a {@link Measure}.
 *
 * @param most in the measure's unit; {@link Measure#UNLIMITED} where a role lifts the others' limit
 * @param role that gives as much
 */
public record Limit(long most, String role) {}
