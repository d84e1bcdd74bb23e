/**
 * User namespaces as values: ranges of ids, maps, and the modes that containers are run in. No
 * input or output, no native code.
 *
 * <p>In the order of a start: a {@link dev.cofferdam.userns.Mode} is asked for, a {@link
 * dev.cofferdam.userns.Pool} gives an {@link dev.cofferdam.userns.IdRange} where the mode needs
 * one, and {@link dev.cofferdam.userns.Maps} are what the kernel gets.
 */
@NullMarked
package dev.cofferdam.userns;

import org.jspecify.annotations.NullMarked;
