package dev.cofferdam.runtime;

import java.nio.file.Path;

/**
 * A bind mount of config.json.
 *
 * @param index its place in {@code mounts}
 * @param source on the host, absolute
 * @param destination in the container
 */
record BindMount(int index, Path source, String destination) {}
