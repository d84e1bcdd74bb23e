package dev.cofferdam.linux;

/**
 * A user in the user database, passwd(5).
 *
 * @param gid the primary group
 */
public record Account(String name, long uid, long gid) {}
