package dev.cofferdam.gateway;

import dev.cofferdam.linux.Kernel;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.RangeLedger;

/**
 * What this host knows of containers, beside the engine.
 *
 * @param mayHaveGone is told when a container may be gone; does not wait
 */
record HostState(PlanStore plans, RangeLedger ledger, Runnable mayHaveGone, Kernel kernel) {}
