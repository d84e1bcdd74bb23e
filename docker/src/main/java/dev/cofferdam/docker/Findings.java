package dev.cofferdam.docker;

import static dev.cofferdam.docker.Confinement.BASELINE;
import static dev.cofferdam.docker.Confinement.PRIVILEGED;
import static dev.cofferdam.docker.Confinement.RESTRICTED;
import static dev.cofferdam.docker.Confinement.SUPER_PRIVILEGED;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The privileges found so far in one request. */
final class Findings {
  private final SortedSet<Privilege> privileges = new TreeSet<>();

  void restricted(String name) {
    privileges.add(new Privilege(name, RESTRICTED));
  }

  void baseline(String name) {
    privileges.add(new Privilege(name, BASELINE));
  }

  void privileged(String name) {
    privileges.add(new Privilege(name, PRIVILEGED));
  }

  void superPrivileged(String name) {
    privileges.add(new Privilege(name, SUPER_PRIVILEGED));
  }

  void add(String name, Confinement tier) {
    privileges.add(new Privilege(name, tier));
  }

  void all(Collection<Privilege> others) {
    privileges.addAll(others);
  }

  SortedSet<Privilege> all() {
    return Collections.unmodifiableSortedSet(privileges);
  }
}
