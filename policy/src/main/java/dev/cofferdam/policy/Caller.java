package dev.cofferdam.policy;

import java.util.Set;

/**
 * Whom a policy speaks of.
 *
 * @param user the person's login name, or {@code root}
 * @param groups the names of all groups of that person
 */
public record Caller(String user, Set<String> groups) {
  public Caller {
    groups = Set.copyOf(groups);
  }
}
