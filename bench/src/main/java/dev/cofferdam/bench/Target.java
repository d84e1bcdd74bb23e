package dev.cofferdam.bench;

import java.nio.file.Path;

/** A way to the engine: directly, or through a proxy. */
record Target(String name, Path socket) {}
