package dev.cofferdam.cli;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import dev.cofferdam.policy.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The smallest policy that allows some recorded requests: one role for each person, or for those
 * who need the same.
 *
 * <p>It is small by construction: rules are made of the requests, and then everything is taken out
 * of them without which the requests are still allowed. What a rule with a selector for the names
 * that were seen would show of a list, a list shows.
 */
final class PolicySuggestion {
  private static final Map<Operation, String> LISTS =
      Map.of(
          Operation.CONTAINER_LIST, "containers",
          Operation.IMAGE_LIST, "images",
          Operation.VOLUME_LIST, "volumes",
          Operation.NETWORK_LIST, "networks");

  private final boolean generalise;
  private final boolean perUser;
  private final Map<String, Set<RecordedRequest>> byUser = new TreeMap<>();

  /**
   * @param generalise whether names that differ in a number only become one pattern
   * @param perUser whether everyone has a role of his own, also those who need the same
   */
  PolicySuggestion(boolean generalise, boolean perUser) {
    this.generalise = generalise;
    this.perUser = perUser;
  }

  /**
   * @throws RecordedRequest.Unusable if no policy can allow just this
   */
  void add(RecordedRequest request) throws RecordedRequest.Unusable {
    Set<RecordedRequest> known = byUser.getOrDefault(request.user(), Set.of());
    if (known.contains(request)) {
      return;
    }
    if (!allows(request.user(), List.of(rule(request)), List.of(request))) {
      throw new RecordedRequest.Unusable("no rule can name just this");
    }
    byUser.computeIfAbsent(request.user(), _ -> new LinkedHashSet<>()).add(request);
  }

  boolean isEmpty() {
    return byUser.isEmpty();
  }

  String policy() {
    Map<String, List<String>> users = new LinkedHashMap<>();
    Map<String, List<PolicyYaml.Rule>> rules = new LinkedHashMap<>();
    byUser.forEach((user, requests) -> {
      List<PolicyYaml.Rule> own =
          smallest(user, requests).stream().map(SuggestedRule::yaml).toList();
      String key = perUser ? user : own.toString();
      rules.put(key, own);
      users.computeIfAbsent(key, _ -> new ArrayList<>()).add(user);
    });
    List<PolicyYaml.Role> roles = new ArrayList<>();
    users.forEach((key, bound) ->
        roles.add(
            new PolicyYaml.Role(
                roleName(bound, roles.size() + 1),
                rules.getOrDefault(key, List.of()),
                bound.stream().map(user -> "user:" + user).toList())));
    return PolicyYaml.text(
        List.of(
            "What the audit log shows, and nothing else. Read it before it is put into force:"
                + " what was",
            "done is not always what should be."),
        roles);
  }

  private static String roleName(List<String> users, int number) {
    String one = users.getFirst();
    boolean fits = users.size() == 1 && one.matches("[a-zA-Z0-9][a-zA-Z0-9._-]{0,50}");
    return fits ? one + "-seen" : "seen-" + number;
  }

  private List<SuggestedRule> smallest(String user, Collection<RecordedRequest> requests) {
    List<SuggestedRule> rules = merged(requests);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < rules.size() && !changed; i++) {
        for (List<SuggestedRule> fewer : withLess(rules, i)) {
          if (!fewer.isEmpty() && allows(user, fewer, requests)) {
            rules = fewer;
            changed = true;
            break;
          }
        }
      }
    }
    return rules;
  }

  private static List<List<SuggestedRule>> withLess(List<SuggestedRule> rules, int at) {
    List<List<SuggestedRule>> all = new ArrayList<>();
    List<SuggestedRule> without = new ArrayList<>(rules);
    without.remove(at);
    all.add(without);
    for (SuggestedRule smaller : rules.get(at).smaller()) {
      List<SuggestedRule> other = new ArrayList<>(rules);
      other.set(at, smaller);
      all.add(other);
    }
    return all;
  }

  /**
   * Containers are collected over the requests that are equal otherwise; then operations over the
   * rules that are equal otherwise. So no rule allows a combination that was not seen.
   */
  private List<SuggestedRule> merged(Collection<RecordedRequest> requests) {
    Map<SuggestedRule, SortedSet<String>> containers = new LinkedHashMap<>();
    requests.stream()
        .sorted(
            java.util.Comparator.comparing(RecordedRequest::operation)
                .thenComparing(request -> request.sentence())
                .thenComparing(request -> request.privileges().toString()))
        .map(request ->
            LISTS.containsKey(request.operation()) && request.resources().isEmpty()
                ? list(request, requests)
                : rule(request))
        .forEach(rule ->
            containers
                .computeIfAbsent(containerless(rule), _ -> new TreeSet<>())
                .addAll(rule.containers()));
    List<SuggestedRule> rules = new ArrayList<>();
    containers.forEach((rule, names) -> join(rules, generalised(rule, names)));
    return rules;
  }

  /** Whether it names containers at all is part of what is equal. */
  private static SuggestedRule containerless(SuggestedRule rule) {
    return new SuggestedRule(
        rule.operations(),
        rule.containers().isEmpty() ? new TreeSet<>() : new TreeSet<>(Set.of("*")),
        rule.images(),
        rule.volumes(),
        rule.networks(),
        rule.confinement(),
        rule.grants());
  }

  private SuggestedRule generalised(SuggestedRule rule, SortedSet<String> containers) {
    return new SuggestedRule(
        rule.operations(),
        generalise ? NamePatterns.of(containers) : containers,
        generalise ? NamePatterns.ofImages(rule.images()) : rule.images(),
        generalise ? NamePatterns.of(rule.volumes()) : rule.volumes(),
        generalise ? NamePatterns.of(rule.networks()) : rule.networks(),
        rule.confinement(),
        rule.grants());
  }

  private static void join(List<SuggestedRule> rules, SuggestedRule next) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).differsInOperationsOnly(next)) {
        EnumSet<Operation> both = EnumSet.copyOf(rules.get(i).operations());
        both.addAll(next.operations());
        rules.set(i, rules.get(i).withOperations(both));
        return;
      }
    }
    rules.add(next);
  }

  /** A list shows those that the person did something with, or all where that was none. */
  private static SuggestedRule list(RecordedRequest list, Collection<RecordedRequest> requests) {
    SortedSet<String> names = new TreeSet<>();
    String kind = LISTS.getOrDefault(list.operation(), "");
    for (RecordedRequest request : requests) {
      SuggestedRule rule = rule(request);
      names.addAll(
          switch (kind) {
            case "containers" -> rule.containers();
            case "images" -> rule.images();
            case "volumes" -> rule.volumes();
            default -> rule.networks();
          });
    }
    SortedSet<String> none = new TreeSet<>();
    return new SuggestedRule(
        EnumSet.of(list.operation()),
        kind.equals("containers") ? names : none,
        kind.equals("images") ? names : none,
        kind.equals("volumes") ? names : none,
        kind.equals("networks") ? names : none,
        list.least(),
        list.grants());
  }

  /** The rule that allows one request. */
  private static SuggestedRule rule(RecordedRequest request) {
    SuggestedRule rule =
        new SuggestedRule(
            EnumSet.of(request.operation()),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            request.least(),
            request.grants());
    boolean nameless = false;
    for (Resource resource : request.resources()) {
      switch (resource) {
        case Resource.Container it -> {
          rule.containers().add(it.name());
          nameless |= it.name().isEmpty();
        }
        case Resource.Image it -> rule.images().addAll(NamePatterns.shortened(it.names()));
        case Resource.Volume it -> rule.volumes().add(it.name());
        case Resource.Network it -> rule.networks().add(it.name());
        case Resource.Other _ -> {} // no selector speaks of these
      }
    }
    if (nameless) {
      rule.containers().clear(); // the image's selector speaks of a new one
    }
    return rule;
  }

  private static boolean allows(
      String user, List<SuggestedRule> rules, Collection<RecordedRequest> requests) {
    List<PolicyYaml.Rule> yaml = rules.stream().map(SuggestedRule::yaml).toList();
    String text =
        PolicyYaml.text(
            List.of(), List.of(new PolicyYaml.Role("one", yaml, List.of("user:" + user))));
    try {
      Policy policy = Policy.parse(text, "suggested.yaml");
      return requests.stream()
          .allMatch(request -> isAllowed(policy.decide(request.question()), request));
    } catch (PolicyException unspeakable) {
      return false;
    }
  }

  static boolean isAllowed(Verdict verdict, RecordedRequest request) {
    return switch (verdict) {
      case Verdict.Allow _ -> true;
      case Verdict.AllowSome _ -> LISTS.containsKey(request.operation());
      case Verdict.AllowAnyway _, Verdict.Deny _ -> false;
    };
  }

  /** Who is in it, for a report. */
  String users() {
    return byUser.keySet().stream().collect(Collectors.joining(", "));
  }
}
