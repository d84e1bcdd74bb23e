package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a document means in an environment: the rules that apply there, and their decisions. */
final class DocumentResolution {
  private final ProfileDocument document;
  private final Environment environment;
  private final Set<Architecture> architectures;
  private final Work work = new Work("reading the rules of the profile");

  private DocumentResolution(
      ProfileDocument document, Environment environment, Set<Architecture> architectures) {
    this.document = document;
    this.environment = environment;
    this.architectures = architectures;
  }

  static Profile resolve(ProfileDocument document, Environment environment)
      throws SeccompException {
    return resolve(document, environment, architectures(document, environment));
  }

  /** With these architectures, whichever the document names. */
  static Profile resolve(
      ProfileDocument document, Environment environment, Set<Architecture> architectures)
      throws SeccompException {
    Map<Architecture, Rules> rules =
        new DocumentResolution(document, environment, architectures).rules();
    return new Profile(rules, Action.KILL_THREAD, document.flags());
  }

  /** The host's own, which libseccomp always has, and those that the document adds to it. */
  static Set<Architecture> architectures(ProfileDocument document, Environment environment) {
    Architecture host = environment.architecture();
    List<String> named =
        document.archMap().isEmpty()
            ? document.architectures()
            : document.archMap().getOrDefault(host.ociName(), List.of());
    Set<Architecture> architectures = EnumSet.of(host);
    for (Architecture each : environment.conventions()) {
      if (named.contains(each.ociName())) {
        architectures.add(each);
      }
    }
    return architectures;
  }

  private Map<Architecture, Rules> rules() throws SeccompException {
    Map<Architecture, SortedMap<String, List<Clause>>> clauses = new EnumMap<>(Architecture.class);
    for (Architecture each : architectures) {
      clauses.put(each, new TreeMap<>());
    }
    for (DocumentRule rule : document.rules()) {
      if (rule.appliesIn(environment)) {
        for (String name : rule.names()) {
          add(rule, name, clauses);
        }
      }
    }
    Action byDefault = document.defaultAction();
    Map<Architecture, Rules> rules = new EnumMap<>(Architecture.class);
    for (Map.Entry<Architecture, SortedMap<String, List<Clause>>> each : clauses.entrySet()) {
      rules.put(
          each.getKey(),
          new Rules(byDefault, unknown(byDefault), decisions(each.getKey(), each.getValue())));
    }
    return rules;
  }

  /**
   * What happens to numbers without a name: where named calls get an error, libc is to believe that
   * the kernel does not have these yet, as runc also sees to.
   */
  static Action unknown(Action byDefault) {
    return byDefault.kind() == Action.Kind.ERRNO ? Action.ENOSYS : byDefault;
  }

  private void add(
      DocumentRule rule, String name, Map<Architecture, SortedMap<String, List<Clause>>> clauses)
      throws SeccompException {
    SystemCall call = SystemCalls.known().named(name).orElse(null);
    if (call == null) {
      return;
    }
    for (Comparison comparison : rule.comparisons()) {
      checkPossible(comparison, call);
    }
    for (Map.Entry<Architecture, SortedMap<String, List<Clause>>> each : clauses.entrySet()) {
      Architecture architecture = each.getKey();
      if (call.number(architecture).isEmpty()) {
        continue;
      }
      List<Meaning.Test> tests = new ArrayList<>();
      boolean possible = true;
      for (Comparison comparison : rule.comparisons()) {
        Width width = call.width(architecture, comparison.index());
        switch (Meaning.of(comparison, width)) {
          case Meaning.Test test -> tests.add(test);
          case Meaning.Constant constant -> possible &= constant.holds();
        }
      }
      if (possible) {
        each.getValue()
            .computeIfAbsent(name, _ -> new ArrayList<>())
            .add(new Clause(tests, rule.action()));
      }
    }
  }

  /** Somewhere, the kernel must take the bits that a comparison is about. */
  private void checkPossible(Comparison comparison, SystemCall call) throws SeccompException {
    boolean asked = false;
    for (Architecture architecture : architectures) {
      if (call.number(architecture).isPresent()) {
        Width width = call.width(architecture, comparison.index());
        if (!(Meaning.of(comparison, width) instanceof Meaning.Constant constant)
            || !constant.beyond()) {
          return;
        }
        asked = true;
      }
    }
    if (asked) {
      throw comparison
          .place()
          .refuse(
              ("impossible comparison: of %s the kernel takes fewer bits than %s is about,"
                      + " or valueTwo has bits outside of the mask")
                  .formatted(call, comparison));
    }
  }

  private SortedMap<String, Decision> decisions(
      Architecture architecture, SortedMap<String, List<Clause>> clauses) throws SeccompException {
    Action byDefault = document.defaultAction();
    SortedMap<String, Decision> decisions = new TreeMap<>();
    for (Map.Entry<String, List<Clause>> each : clauses.entrySet()) {
      SystemCall call = SystemCalls.known().named(each.getKey()).orElseThrow();
      Decision decision = Clause.decision(each.getValue(), byDefault, call, architecture, work);
      if (!decision.isAlways(byDefault)) {
        decisions.put(each.getKey(), decision);
      }
    }
    return decisions;
  }
}
