package dev.cofferdam.state;

/**
 * A point in the life of a ledger: everything that was given before has a smaller number. Unlike a
 * time it never goes back.
 */
public record Moment(long line) {}
