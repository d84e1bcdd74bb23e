package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Why a system call is let through or not: what is decided on each architecture of a host, and what
 * the decision comes from.
 */
public record Explanation(SystemCall call, List<Part> parts) {
  /**
   * A profile as it was made, and what made it so.
   *
   * @param name {@code base default}, {@code seccomp.allow=bpf}
   */
  public record Step(String name, Profile profile) {}

  /**
   * An architecture.
   *
   * @param source the name of the last step that changed the decision, or of the first
   * @param reason what in its profile decides
   * @param cases what happens, the most that is granted first
   * @param through calls that are let through and do the same, unseen by the filter
   * @param made whether the kernel has the call
   */
  public record Part(
      Architecture architecture,
      String source,
      Reason reason,
      List<Case> cases,
      List<String> through,
      boolean made) {
    public Part {
      cases = List.copyOf(cases);
      through = List.copyOf(through);
    }
  }

  /**
   * What happens for some arguments.
   *
   * @param arguments {@code family=AF_VSOCK}, one text for each kind; empty for all of them
   */
  public record Case(Action action, List<String> arguments) {
    public Case {
      arguments = List.copyOf(arguments);
    }
  }

  /** What part of a profile decides on a call. */
  public enum Reason {
    /** A rule for this call. */
    RULE,
    /** What holds for calls without a rule. */
    DEFAULT,
    /** What holds for architectures that may not be used. */
    FOREIGN
  }

  public Explanation {
    parts = List.copyOf(parts);
  }

  /**
   * Explains the last of some profiles that were made one of the other.
   *
   * @param name of the call
   * @param steps at least one: a base, a document, and what each option made of it
   * @throws SeccompException when no call has this name, or its conditions take too much work
   */
  public static Explanation of(String name, List<Step> steps, Environment environment)
      throws SeccompException {
    SystemCall call =
        SystemCalls.known()
            .named(name)
            .orElseThrow(() ->
                new SeccompException(
                    "no system call is called %s%s"
                        .formatted(Json.shown(name), CallNames.suggestion(name))));
    List<Part> parts = new ArrayList<>();
    for (Architecture each : environment.conventions()) {
      if (call.number(each).isPresent()) {
        parts.add(part(new Subject.Call(each, call), steps, environment.kernel()));
      }
    }
    return new Explanation(call, parts);
  }

  /**
   * The steps by which options make a profile of a base, one for each option.
   *
   * @param options as {@link Options#parse} takes them
   * @throws SeccompException when they cannot be read, or not be applied there
   */
  public static List<Step> steps(Base standard, Environment environment, List<String> options)
      throws SeccompException {
    Base base = Options.parse(options).base().orElse(standard);
    List<String> applied = new ArrayList<>();
    applied.add("seccomp.base=" + base.optionName());
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("base " + base.optionName(), base.profile(environment)));
    for (String option : options) {
      if (Options.parse(List.of(option)).base().isEmpty()) {
        applied.add(option);
        Profile profile = Options.parse(applied).tailor(standard, environment).profile();
        steps.add(new Step(option, profile));
      }
    }
    return steps;
  }

  private static Part part(Subject.Call subject, List<Step> steps, KernelVersion kernel)
      throws SeccompException {
    Work work = new Work("explaining the call");
    SystemCall call = subject.call();
    Architecture architecture = subject.architecture();
    Step source = source(subject, steps);
    Profile profile = steps.getLast().profile();
    Decision decision = Algebra.rules(profile, architecture).of(call.name());
    boolean isOpen = Reach.of(decision, call, architecture, work) == Reach.OPEN;
    return new Part(
        architecture,
        source.name(),
        reason(source.profile(), architecture, call),
        cases(decision, subject, work),
        isOpen ? List.of() : Multiplexer.reaching(call, architecture, kernel, profile, work),
        KernelCalls.isMade(call, architecture, kernel));
  }

  private static Step source(Subject.Call subject, List<Step> steps) throws SeccompException {
    Step source = steps.getFirst();
    for (int i = 1; i < steps.size(); i++) {
      DifferenceSearch search =
          new DifferenceSearch(steps.get(i - 1).profile(), steps.get(i).profile());
      if (search.isDifferent(subject)) {
        source = steps.get(i);
      }
    }
    return source;
  }

  private static Reason reason(Profile profile, Architecture architecture, SystemCall call) {
    Rules rules = profile.architectures().get(architecture);
    if (rules == null) {
      return Reason.FOREIGN;
    }
    return rules.calls().containsKey(call.name()) ? Reason.RULE : Reason.DEFAULT;
  }

  private static List<Case> cases(Decision decision, Subject.Call subject, Work work)
      throws SeccompException {
    Decision simple =
        Combination.simplified(decision, subject.call(), subject.architecture(), work);
    List<Case> cases = new ArrayList<>();
    for (Action action : Outcome.actions(simple)) {
      Outcome outcome = Outcome.of(simple, action::equals, subject, work);
      cases.add(new Case(action, outcome.texts(subject.call())));
    }
    cases.sort(Comparator.comparing(Case::action).reversed());
    return cases;
  }

  /** For people. */
  public String text() {
    return new ExplanationText(this).text();
  }

  /** For programs. */
  public String json() {
    return ExplanationJson.of(this);
  }
}
