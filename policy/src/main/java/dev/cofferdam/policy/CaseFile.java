package dev.cofferdam.policy;

import dev.cofferdam.docker.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What a policy is expected to decide: cases that a team keeps next to it. Immutable; the format is
 * in docs/rollout.md.
 *
 * @param policy the policy's file, as it is written there
 */
public record CaseFile(Optional<String> policy, List<Case> cases) {
  /** A body within a request within a case is nested deeper than anything in a policy. */
  private static final int DEPTH = 24;

  public CaseFile {
    cases = List.copyOf(cases);
  }

  /**
   * @param fileName only for the places of problems
   * @throws PolicyException with every mistake that was found
   */
  public static CaseFile parse(String yaml, String fileName) throws PolicyException {
    Problems problems = new Problems(fileName);
    Optional<Node> root = YamlText.read(yaml, DEPTH, problems);
    CaseReader reader = new CaseReader(problems);
    Optional<CaseFile> read = root.flatMap(reader::file);
    problems.throwIfAny();
    return read.orElseThrow();
  }

  /**
   * Who asks what, and what is expected to come of it.
   *
   * @param line where it begins
   * @param name empty where it has none
   * @param now when it is asked; empty for whenever the case is run
   */
  public record Case(
      int line,
      String name,
      Caller caller,
      Asked asked,
      Existing existing,
      Optional<Instant> now,
      Expected expected) {}

  /** What is asked. */
  public sealed interface Asked {
    /**
     * A docker command line.
     *
     * @param words without {@code docker}
     */
    record Command(List<String> words) implements Asked {
      public Command {
        words = List.copyOf(words);
      }
    }

    /**
     * A request of the Engine API.
     *
     * @param body JSON, empty where there is none
     */
    record Request(String method, String path, Optional<String> body) implements Asked {}
  }

  /** What the engine is taken to have. */
  public record Existing(
      List<Resource.Container> containers,
      List<Resource.Volume> volumes,
      List<Resource.Network> networks,
      List<Resource.Image> images) {
    static final Existing NOTHING = new Existing(List.of(), List.of(), List.of(), List.of());

    public Existing {
      containers = List.copyOf(containers);
      volumes = List.copyOf(volumes);
      networks = List.copyOf(networks);
      images = List.copyOf(images);
    }
  }

  /** A decision as cases name it. */
  public enum Decision {
    ALLOW,
    /** A collection, of which the caller gets what he may see. */
    PART,
    /** Allowed with a warning, as the caller's roles are on trial. */
    WARN,
    /** Allowed, with a record that it would be refused. */
    OBSERVE,
    DENY;

    /** Whether there is a sentence that says why. */
    boolean hasReason() {
      return switch (this) {
        case ALLOW, PART -> false;
        case WARN, OBSERVE, DENY -> true;
      };
    }

    /** The name in cases, for instance {@code allow}. */
    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * @param rule as in verdicts, for instance {@code web-operator/2}
   * @param reason what the sentence has to contain
   */
  public record Expected(Decision decision, Optional<String> rule, Optional<String> reason) {}
}
