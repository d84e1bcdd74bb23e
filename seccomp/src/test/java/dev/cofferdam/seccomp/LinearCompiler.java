package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The simplest program for a profile: one architecture after the other, one number after the other,
 * each decision written out where it is needed. It shares no code with the real compiler, so that
 * the two and the profile can be held against one another.
 */
final class LinearCompiler {
  private LinearCompiler() {}

  static Program compile(Profile profile) {
    List<Instruction> all = new ArrayList<>();
    all.add(Bpf.ld(SeccompData.AUDIT));
    for (int audit :
        profile.architectures().keySet().stream().map(Architecture::audit).distinct().toList()) {
      List<Instruction> block = ofAudit(profile, audit);
      all.add(Bpf.jeq(audit, 1, 0));
      all.add(Instruction.jump(block.size()));
      all.addAll(block);
    }
    all.add(Bpf.ret(profile.foreign()));
    return new Program(all);
  }

  /** With the audit value in A; it always returns. */
  private static List<Instruction> ofAudit(Profile profile, int audit) {
    List<Instruction> all = new ArrayList<>();
    all.add(Bpf.ld(SeccompData.NUMBER));
    boolean isX86 = audit == Architecture.X86_64.audit();
    List<Instruction> first = ofArchitecture(profile, Architecture.of(audit, 0).orElseThrow());
    if (isX86) {
      all.add(Bpf.jeq(Architecture.SKIPPED, 2, 0));
      all.add(Bpf.branch(Instruction.JGE_K, Architecture.X32_BIT, 0, 1));
      all.add(Instruction.jump(first.size()));
    }
    all.addAll(first);
    if (isX86) {
      all.addAll(ofArchitecture(profile, Architecture.X32));
    }
    return all;
  }

  /** With the number in A; it always returns. */
  private static List<Instruction> ofArchitecture(Profile profile, Architecture architecture) {
    Rules rules = profile.architectures().get(architecture);
    if (rules == null) {
      return List.of(Bpf.ret(profile.foreign()));
    }
    List<Instruction> all = new ArrayList<>();
    if (architecture != Architecture.X32) {
      all.add(Bpf.jeq(Architecture.SKIPPED, 0, 1));
      all.add(Bpf.ret(Action.ALLOW));
    }
    int end = SystemCalls.known().end(architecture);
    for (int number = 0; number < end; ) {
      List<Instruction> block = ofNumber(rules, architecture, number);
      int next = number + 1;
      while (next < end && ofNumber(rules, architecture, next).equals(block)) {
        next++;
      }
      all.add(Bpf.branch(Instruction.JGE_K, next | architecture.base(), 0, 1));
      all.add(Instruction.jump(block.size()));
      all.addAll(block);
      number = next;
    }
    all.add(Bpf.ret(rules.unknown()));
    return all;
  }

  private static List<Instruction> ofNumber(Rules rules, Architecture architecture, int number) {
    Optional<SystemCall> call = SystemCalls.known().numbered(architecture, number);
    return call.isEmpty()
        ? List.of(Bpf.ret(rules.unknown()))
        : ofDecision(rules.of(call.get().name()), call.get(), architecture);
  }

  private static List<Instruction> ofDecision(
      Decision decision, SystemCall call, Architecture architecture) {
    return switch (decision) {
      case Decision.Always always -> List.of(Bpf.ret(always.action()));
      case Decision.When when -> {
        List<Instruction> then = ofDecision(when.then(), call, architecture);
        List<Instruction> otherwise = ofDecision(when.otherwise(), call, architecture);
        Width width = call.width(architecture, when.condition().argument());
        List<Instruction> all = new ArrayList<>(ofCondition(when.condition(), width, then.size()));
        all.addAll(then);
        all.addAll(otherwise);
        yield all;
      }
    };
  }

  /** Goes to the next instruction when it holds, and as far behind it as is said when not. */
  private static List<Instruction> ofCondition(Condition condition, Width width, int distance) {
    int low = 16 + 8 * condition.argument();
    int mask = (int) width.mask();
    boolean isLong = width == Width.BITS_64;
    return switch (condition) {
      case Condition.Masked masked -> {
        List<Instruction> all = new ArrayList<>();
        if (isLong) {
          all.add(Bpf.ld(low + 4));
          all.add(Instruction.and((int) (masked.mask() >>> 32)));
          all.add(Bpf.jeq((int) (masked.value() >>> 32), 1, 0));
          all.add(Instruction.jump(distance + 4));
        }
        all.add(Bpf.ld(low));
        all.add(Instruction.and((int) masked.mask() & mask));
        all.add(Bpf.jeq((int) masked.value() & mask, 1, 0));
        all.add(Instruction.jump(distance));
        yield all;
      }
      case Condition.AtLeast least -> {
        List<Instruction> all = new ArrayList<>();
        if (isLong) {
          all.add(Bpf.ld(low + 4));
          all.add(Bpf.branch(Instruction.JGT_K, (int) (least.value() >>> 32), 6, 0));
          all.add(Bpf.jeq((int) (least.value() >>> 32), 1, 0));
          all.add(Instruction.jump(distance + 4));
        }
        all.add(Bpf.ld(low));
        all.add(Instruction.and(mask));
        all.add(Bpf.branch(Instruction.JGE_K, (int) least.value() & mask, 1, 0));
        all.add(Instruction.jump(distance));
        yield all;
      }
    };
  }
}
