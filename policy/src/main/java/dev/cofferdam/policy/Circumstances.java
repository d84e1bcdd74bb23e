package dev.cofferdam.policy;

import dev.cofferdam.docker.Facts;
import java.time.Instant;

/**
 * What conditions can ask for besides who does what to which object.
 *
 * @param facts what the request says of itself
 * @param via how the caller's identity was proved, {@code unix}
 * @param now when it is decided: a policy has no clock of its own
 */
public record Circumstances(Facts facts, String via, Instant now) {}
