package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles a profile to the classic BPF that seccomp(2) takes.
 *
 * <p>The architecture is compared first, then the number, in a tree over ranges of numbers with the
 * same outcome; x86_64 and x32 share one, as they share the kernel's architecture. Arguments are
 * loaded last, so that the kernel (5.11) finds every call that is always allowed by the number
 * alone, and never runs the filter for it again. The same profile gives the same program.
 */
public final class Compiler {
  private static final int NUMBER = 0;
  private static final int AUDIT = 4;

  /** So many questions about arguments in one decision are looked at, and no more. */
  private static final int MOST_QUESTIONS = Program.MOST_INSTRUCTIONS;

  /** A call that is always allowed is looked for once in each process, if the kernel caches it. */
  private static final double CACHED = 0.5;

  /** One whose arguments decide is never cached, and has a way to go after its number is found. */
  private static final double CONDITIONAL = 3;

  private final Profile profile;
  private final Graph graph = new Graph();
  private final Ordering ordering = new Ordering(graph);

  private Compiler(Profile profile) {
    this.profile = profile;
  }

  /**
   * The program that does what {@link Profile#decide} says, as {@link Prover#prove} has seen.
   *
   * @throws SeccompException when it would exceed the kernel's limits
   * @throws IllegalStateException when the proof fails, which is a mistake of this compiler
   */
  public static Program compile(Profile profile) throws SeccompException {
    Program program = compileUnproven(profile);
    Proof proof = Prover.prove(profile, program);
    if (!(proof instanceof Proof.Proven)) {
      throw new IllegalStateException("the filter is not what the profile means: " + proof);
    }
    return program;
  }

  static Program compileUnproven(Profile profile) throws SeccompException {
    return Assembler.assemble(new Compiler(profile).audits());
  }

  /** A comparison for each of the kernel's architectures that may be used. */
  private Node audits() throws SeccompException {
    Node node = graph.leaf(profile.foreign());
    Set<Integer> audits = new LinkedHashSet<>();
    for (Architecture each : profile.architectures().keySet()) {
      audits.add(each.audit());
    }
    for (int audit : List.copyOf(audits).reversed()) {
      node = graph.equal(AUDIT, audit, numbers(audit), node);
    }
    return node;
  }

  private Node numbers(int audit) throws SeccompException {
    List<RangeTree.Range> ranges = new ArrayList<>();
    for (Architecture each : Architecture.values()) {
      if (each.audit() == audit) {
        addRanges(each, ranges);
      }
    }
    Optional<Architecture> ofSkipped = Architecture.of(audit, Architecture.SKIPPED);
    boolean passes = ofSkipped.isPresent() && profile.architectures().containsKey(ofSkipped.get());
    Node skipped = graph.leaf(passes ? Action.ALLOW : profile.foreign());
    ranges.add(new RangeTree.Range(0xffff_ffffL, skipped, 0));
    return RangeTree.over(graph, NUMBER, ranges);
  }

  private void addRanges(Architecture architecture, List<RangeTree.Range> ranges)
      throws SeccompException {
    long base = architecture.base();
    Rules rules = profile.architectures().get(architecture);
    if (rules == null) {
      ranges.add(new RangeTree.Range(base, graph.leaf(profile.foreign()), 0));
      return;
    }
    Node unknown = graph.leaf(rules.unknown());
    int end = SystemCalls.known().end(architecture);
    for (int number = 0; number < end; number++) {
      Optional<SystemCall> call = SystemCalls.known().numbered(architecture, number);
      Node target = unknown;
      double weight = 0;
      if (call.isPresent()) {
        target = call(rules.of(call.get().name()), call.get(), architecture);
        weight = weight(target, architecture);
      }
      ranges.add(new RangeTree.Range(base + number, target, weight));
    }
    ranges.add(new RangeTree.Range(base + end, unknown, 0));
  }

  private static double weight(Node target, Architecture architecture) {
    return switch (target) {
      case Node.Test _ -> CONDITIONAL;
      case Node.Leaf leaf -> {
        boolean allowed = leaf.action().equals(Action.ALLOW);
        yield allowed && architecture != Architecture.X32 ? CACHED : 1;
      }
    };
  }

  private Node call(Decision decision, SystemCall call, Architecture architecture)
      throws SeccompException {
    if (decision instanceof Decision.Always always) {
      return graph.leaf(always.action());
    }
    int questions = Decision.questions(decision);
    if (questions > MOST_QUESTIONS) {
      throw new SeccompException(
          "%s: %d comparisons of arguments; a program has no more than %d instructions"
              .formatted(call, questions, Program.MOST_INSTRUCTIONS));
    }
    return ordering.simplest(new Lowering(graph, call, architecture).lower(decision));
  }
}
