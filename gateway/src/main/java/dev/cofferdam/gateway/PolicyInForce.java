package dev.cofferdam.gateway;

import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The policy that decides now. It is replaced whole, and only by one that is sound: a broken file
 * changes nothing.
 */
final class PolicyInForce {
  /**
   * @param file where it was read from
   */
  record Version(Policy policy, Path file, Instant loaded) {}

  /**
   * The file of the policy in force as it was when it was last read, whatever came of it.
   *
   * @param text empty where it could not be read
   */
  private record Seen(FileStamp stamp, String text) {}

  private volatile Version current;
  private volatile Seen seen;
  private volatile Optional<String> lastError = Optional.empty();

  private PolicyInForce(Version first, Seen seen) {
    this.current = first;
    this.seen = seen;
  }

  static PolicyInForce load(Path file) throws PolicyException, IOException {
    PolicyText text = PolicyText.read(file);
    return new PolicyInForce(version(text), new Seen(text.stamp(), text.text()));
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

  /** Whether the file may be another than the one that was last read. */
  boolean mayHaveChanged() {
    return !FileStamp.of(current.file()).equals(seen.stamp());
  }

  /**
   * Whether there is another text in the file than was last read from it, or none any more. If not,
   * what its stamp says now is remembered.
   */
  synchronized boolean hasChanged() {
    try {
      PolicyText now = PolicyText.read(current.file());
      if (!now.text().equals(seen.text())) {
        return true;
      }
      seen = new Seen(now.stamp(), now.text());
      return false;
    } catch (IOException unreadable) {
      return mayHaveChanged();
    }
  }

  /** Puts another version in force; on failure the running one stays. */
  synchronized Version replace(Path file) throws PolicyException, IOException {
    FileStamp before = FileStamp.of(file);
    Seen tried = new Seen(before, "");
    try {
      PolicyText text = PolicyText.read(file);
      tried = new Seen(text.stamp(), text.text());
      Version next = version(text);
      current = next;
      lastError = Optional.empty();
      return next;
    } catch (PolicyException | IOException failed) {
      lastError = Optional.of(String.valueOf(failed.getMessage()));
      throw failed;
    } finally {
      if (file.equals(current.file())) {
        seen = tried;
      }
    }
  }

  private static Version version(PolicyText text) throws PolicyException {
    return new Version(
        Policy.parse(text.text(), text.file().toString()), text.file(), Instant.now());
  }
}
