/** What the gateway costs: load, streams, memory and decisions, side by side with its peers. */
@org.jspecify.annotations.NullMarked
package dev.cofferdam.bench;
