package dev.cofferdam.linux;

/**
 * The capabilities of a thread, each a set of bits as in linux/capability.h.
 *
 * @param effective those that count now
 * @param permitted those that may be made effective
 * @param inheritable those that a program with its own inheritable ones keeps
 */
public record Capabilities(long effective, long permitted, long inheritable) {}
