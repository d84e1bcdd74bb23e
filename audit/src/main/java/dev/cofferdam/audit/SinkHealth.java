package dev.cofferdam.audit;

/**
 * How one sink is, for {@code cofferdam status}.
 *
 * @param name the sink as it was configured, without options
 * @param healthy whether its last write worked
 * @param message what is wrong, empty where nothing is
 * @param queued records that wait for it
 * @param written records that it has taken since the start
 * @param lost records that it never got since the start
 */
public record SinkHealth(
    String name,
    boolean required,
    boolean healthy,
    String message,
    long queued,
    long written,
    long lost) {}
