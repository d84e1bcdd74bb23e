/** Cofferdam as a whole, in front of a real engine: every promise of the README, tried out. */
@NullMarked
package dev.cofferdam.systemtest;

import org.jspecify.annotations.NullMarked;
