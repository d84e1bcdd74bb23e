package dev.cofferdam.userns;

/**
 * Ids that somebody has already.
 *
 * @param whose for a message: {@code alice (/etc/subuid line 3)}
 */
public record Claim(IdRange ids, String whose) {}
