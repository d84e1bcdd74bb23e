package dev.cofferdam.cli;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A rule that allows some recorded requests. What is beyond baseline is a grant of its own, so that
 * nothing is given that was not asked for.
 */
record SuggestedRule(
    Set<Operation> operations,
    SortedSet<String> containers,
    SortedSet<String> images,
    SortedSet<String> volumes,
    SortedSet<String> networks,
    Confinement confinement,
    SortedSet<String> grants) {

  /** Each list that can become shorter, the operations apart. */
  private List<SortedSet<String>> lists() {
    return List.of(containers, images, volumes, networks, grants);
  }

  private SuggestedRule with(int list, SortedSet<String> items) {
    List<SortedSet<String>> all = new ArrayList<>(lists());
    all.set(list, items);
    return new SuggestedRule(
        operations, all.get(0), all.get(1), all.get(2), all.get(3), confinement, all.get(4));
  }

  SuggestedRule withOperations(Collection<Operation> others) {
    return new SuggestedRule(
        EnumSet.copyOf(others), containers, images, volumes, networks, confinement, grants);
  }

  /** Each rule that gives one thing less; not those that would limit no more and so give more. */
  List<SuggestedRule> smaller() {
    List<SuggestedRule> smaller = new ArrayList<>();
    for (Operation operation : operations) {
      if (operations.size() > 1) {
        EnumSet<Operation> fewer = EnumSet.copyOf(operations);
        fewer.remove(operation);
        smaller.add(withOperations(fewer));
      }
    }
    int last = lists().size() - 1;
    for (int i = 0; i <= last; i++) {
      SortedSet<String> items = lists().get(i);
      for (String item : items) {
        boolean selects = i < last;
        if (!selects || items.size() > 1) {
          SortedSet<String> fewer = new TreeSet<>(items);
          fewer.remove(item);
          smaller.add(with(i, fewer));
        }
      }
    }
    return smaller;
  }

  /** Whether the two can be one rule: they differ in their operations only. */
  boolean differsInOperationsOnly(SuggestedRule other) {
    return confinement == other.confinement && lists().equals(other.lists());
  }

  PolicyYaml.Rule yaml() {
    return new PolicyYaml.Rule(
        List.of(),
        Arrays.stream(Operation.values()).filter(operations::contains).map(Operation::id).toList(),
        new PolicyYaml.Selectors(
            List.copyOf(containers),
            List.copyOf(images),
            List.copyOf(volumes),
            List.copyOf(networks)),
        Optional.of(confinement),
        List.copyOf(grants));
  }
}
