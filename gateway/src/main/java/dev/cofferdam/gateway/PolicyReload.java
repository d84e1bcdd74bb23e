package dev.cofferdam.gateway;

import dev.cofferdam.policy.PolicyException;
import dev.cofferdam.policy.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts a changed policy file into force, whoever asks for it (the admin API, SIGHUP, the watch on
 * the file), and what came of it on record.
 */
final class PolicyReload {
  /** What came of it. */
  sealed interface Result {
    record InForce(PolicyInForce.Version version) implements Result {}

    /** The running policy stays; at least one problem. */
    record Refused(List<String> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  private final PolicyInForce policies;
  private final Recorder recorder;
  private final Function<Path, Optional<String>> whoReplaces;
  private Optional<String> exposed = Optional.empty();

  /**
   * @param whoReplaces who besides root can change or replace a file, if anyone
   */
  PolicyReload(
      PolicyInForce policies, Recorder recorder, Function<Path, Optional<String>> whoReplaces) {
    this.policies = policies;
    this.recorder = recorder;
    this.whoReplaces = whoReplaces;
  }

  /** Reads the file of the policy in force again, changed or not. */
  synchronized Result now() {
    return now(policies.current().file());
  }

  synchronized Result now(Path file) {
    Result result = replace(file);
    lookForOtherWriters();
    return result;
  }

  /** The same if another text is in the file than was last read from it. */
  synchronized void ifChanged() {
    if (policies.hasChanged()) {
      now();
    } else {
      lookForOtherWriters();
    }
  }

  private Result replace(Path file) {
    try {
      PolicyInForce.Version version = policies.replace(file);
      String message = "policy " + version.policy().version() + " from " + file;
      recorder.event("policy.loaded", message);
      Log.info(message + " is in force");
      return new Result.InForce(version);
    } catch (PolicyException malformed) {
      List<String> problems = malformed.problems().stream().map(Problem::toString).toList();
      refuse(file + " has mistakes", problems);
      return new Result.Refused(problems);
    } catch (IOException unreadable) {
      List<String> problems = List.of(String.valueOf(unreadable.getMessage()));
      refuse(file + " cannot be read", problems);
      return new Result.Refused(problems);
    }
  }

  private void refuse(String what, List<String> problems) {
    String message = what + "; the running policy stays: " + problems.getFirst();
    recorder.event("policy.rejected", message);
    Log.info(message);
  }

  /** Whoever can write the policy decides in root's place; said when it becomes so, and once. */
  synchronized void lookForOtherWriters() {
    Optional<String> now = whoReplaces.apply(policies.current().file());
    if (now.isPresent() && !now.equals(exposed)) {
      String message = "someone besides root can change or replace the policy: " + now.get();
      recorder.event("policy.exposed", message);
      Log.info(message);
    }
    exposed = now;
  }
}
