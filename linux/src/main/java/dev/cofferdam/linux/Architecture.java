package dev.cofferdam.linux;

/** What differs between the two machines that are supported, x86_64 and aarch64. */
final class Architecture {
  private static final String NAME = System.getProperty("os.arch");

  private Architecture() {}

  /**
   * The one that holds on this machine.
   *
   * @throws UnsupportedOperationException on any other
   */
  static int choose(int amd64, int aarch64) {
    return switch (NAME) {
      case "amd64" -> amd64;
      case "aarch64" -> aarch64;
      default ->
          throw new UnsupportedOperationException(
              "system calls are known for x86_64 and aarch64, and not for " + NAME);
    };
  }
}
