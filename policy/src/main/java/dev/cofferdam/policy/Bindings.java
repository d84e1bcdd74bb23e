package dev.cofferdam.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which roles a user has, on his own account and by his groups. */
final class Bindings {
  private final Map<String, List<Role>> ofUser;
  private final Map<String, List<Role>> ofGroup;
  private final int count;

  private Bindings(Map<String, List<Role>> ofUser, Map<String, List<Role>> ofGroup, int count) {
    this.ofUser = ofUser;
    this.ofGroup = ofGroup;
    this.count = count;
  }

  /** The roles of a caller; one that is bound more than once may appear more than once. */
  List<Role> of(Caller caller) {
    List<Role> own = ofUser.getOrDefault(caller.user(), List.of());
    List<Role> all = own;
    for (String group : caller.groups()) {
      List<Role> more = ofGroup.getOrDefault(group, List.of());
      if (more.isEmpty()) {
        continue;
      }
      if (all.isEmpty()) {
        all = more;
      } else {
        List<Role> joined = new ArrayList<>(all.size() + more.size());
        joined.addAll(all);
        joined.addAll(more);
        all = joined;
      }
    }
    return all;
  }

  /** The same for a person to read: each role once, with the subjects that it is bound by. */
  Map<Role, List<String>> withSubjects(Caller caller) {
    Map<Role, List<String>> subjects = new LinkedHashMap<>();
    for (Role role : ofUser.getOrDefault(caller.user(), List.of())) {
      subjects.computeIfAbsent(role, _ -> new ArrayList<>()).add(Subject.USER + caller.user());
    }
    for (String group : caller.groups().stream().sorted().toList()) {
      for (Role role : ofGroup.getOrDefault(group, List.of())) {
        subjects.computeIfAbsent(role, _ -> new ArrayList<>()).add(Subject.GROUP + group);
      }
    }
    return subjects;
  }

  int count() {
    return count;
  }

  /** Whom a role is bound to, as policies write it. */
  static final class Subject {
    static final String USER = "user:";
    static final String GROUP = "group:";

    private Subject() {}
  }

  /** Bindings while a policy is read. */
  static final class Builder {
    private final Map<String, Set<Role>> bySubject = new HashMap<>();
    private int count;

    /** Whether this binding is new. */
    boolean bind(Role role, String subject) {
      boolean isNew = bySubject.computeIfAbsent(subject, _ -> new LinkedHashSet<>()).add(role);
      count += isNew ? 1 : 0;
      return isNew;
    }

    Bindings build() {
      return new Bindings(with(Subject.USER), with(Subject.GROUP), count);
    }

    private Map<String, List<Role>> with(String prefix) {
      Map<String, List<Role>> roles = new HashMap<>();
      bySubject.forEach((subject, bound) -> {
        if (subject.startsWith(prefix)) {
          roles.put(subject.substring(prefix.length()), List.copyOf(bound));
        }
      });
      return roles;
    }
  }
}
