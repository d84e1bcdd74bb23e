package dev.cofferdam.runtime;

import dev.cofferdam.userns.Maps;
import java.util.Optional;

/**
 * The user namespace that a container gets.
 *
 * @param maps ids inside to ids of the host
 * @param of the process whose namespace it is; empty for a new one
 */
record UserNamespace(Maps maps, Optional<Long> of) {}
