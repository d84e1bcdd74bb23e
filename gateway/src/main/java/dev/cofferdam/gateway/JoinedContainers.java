package dev.cofferdam.gateway;

import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.ExistingContainer;
import dev.cofferdam.docker.HostFacts;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.References;
import dev.cofferdam.docker.Resolution;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What comes with the containers that a request joins, and with those that these have joined: who
 * shares the namespaces or the volumes of a privileged container is as good as privileged.
 */
final class JoinedContainers {
  private static final int MOST = 32;

  private final EngineObjects objects;
  private final EngineFacts facts;

  JoinedContainers(EngineObjects objects, EngineFacts facts) {
    this.objects = objects;
    this.facts = facts;
  }

  /** Of those that a body names, links left out: a link shares nothing but a name. */
  SortedSet<Privilege> privileges(Exchange exchange, References references)
      throws EngineException, Missing {
    Deque<String> open = new ArrayDeque<>();
    add(references, open);
    return open.isEmpty() ? Collections.emptySortedSet() : privileges(facts.of(exchange), open);
  }

  SortedSet<Privilege> privileges(Exchange exchange, String container)
      throws EngineException, Missing {
    return privileges(facts.of(exchange), new ArrayDeque<>(Set.of(container)));
  }

  private SortedSet<Privilege> privileges(HostFacts weighed, Deque<String> open)
      throws EngineException, Missing {
    SortedSet<Privilege> found = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    for (String reference; (reference = open.pollFirst()) != null; ) {
      if (!seen.add(reference)) {
        continue;
      }
      if (seen.size() > MOST) {
        throw new BadRequest(
            400, "more than " + MOST + " containers are joined, one through the other");
      }
      ExistingContainer container = objects.existing(reference);
      References references = container.references();
      Map<String, String> ids = new HashMap<>();
      for (References.Joined joined : references.containers()) {
        ids.put(joined.reference(), objects.container(joined.reference()).id());
      }
      found.addAll(
          container
              .resolved(new Resolution(ids, HostPaths.resolve(references.hostPaths()), Map.of()))
              .shared(weighed));
      add(references, open);
    }
    return found;
  }

  private static void add(References references, Deque<String> open) {
    for (References.Joined joined : references.containers()) {
      if (!joined.isLink()) {
        open.addLast(joined.reference());
      }
    }
  }
}
