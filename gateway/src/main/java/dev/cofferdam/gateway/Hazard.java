package dev.cofferdam.gateway;

/**
 * A way around the gateway.
 *
 * @param what one sentence: who can do what, and where
 * @param remedy one sentence: what closes it
 */
record Hazard(String what, String remedy) {}
