/**
 * What a host knows about its containers, in files that outlive every process: plans and ranges of
 * ids. Several processes use them at once.
 */
@NullMarked
package dev.cofferdam.state;

import org.jspecify.annotations.NullMarked;
