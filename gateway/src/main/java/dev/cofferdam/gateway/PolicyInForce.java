package dev.cofferdam.gateway;

import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The policy that decides now. It is replaced whole, and only by one that is sound: a broken file
 * changes nothing.
 */
final class PolicyInForce {
  /** Ten thousand bindings are about a megabyte. */
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  /**
   * @param file where it was read from
   */
  record Version(Policy policy, Path file, Instant loaded) {}

  private volatile Version current;
  private volatile Optional<String> lastError = Optional.empty();

  private PolicyInForce(Version first) {
    this.current = first;
  }

  static PolicyInForce load(Path file) throws PolicyException, IOException {
    return new PolicyInForce(read(file));
  }

  Policy policy() {
    return current.policy();
  }

  Version current() {
    return current;
  }

  /** Why the last attempt to replace it failed; empty when it did not. */
  Optional<String> lastError() {
    return lastError;
  }

  /** Puts another version in force; on failure the running one stays. */
  synchronized Version replace(Path file) throws PolicyException, IOException {
    try {
      Version next = read(file);
      current = next;
      lastError = Optional.empty();
      return next;
    } catch (PolicyException | IOException failed) {
      lastError = Optional.of(String.valueOf(failed.getMessage()));
      throw failed;
    }
  }

  private static Version read(Path file) throws PolicyException, IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + ": a policy of more than 16 MiB");
    }
    return new Version(Policy.parse(Files.readString(file), file.toString()), file, Instant.now());
  }
}
