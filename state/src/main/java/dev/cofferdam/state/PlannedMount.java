package dev.cofferdam.state;

/**
 * What happens to one mount of a container.
 *
 * @param destination in the container, absolute, as its config.json has it
 */
public record PlannedMount(String destination, Treatment treatment) {
  /**
   * @throws IllegalArgumentException if the destination is not absolute
   */
  public PlannedMount {
    if (!destination.startsWith("/") || destination.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a destination of a mount is an absolute path");
    }
  }
}
