package dev.cofferdam.gateway;

import dev.cofferdam.docker.HostFacts;
import dev.cofferdam.gateway.Mounting.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the sources of mounts that what is in a container can put a link in the place of. What
 * writes to the places of root already gains nothing by that and is passed over.
 */
final class Replaceable {
  /**
   * A source that can be replaced.
   *
   * @param by what has {@code above} mounted writable
   */
  record Found(Mounting of, Source source, Mounting by, String above) {}

  private final HostTree tree;
  private final Map<String, HostTree.Lookup> lookups = new HashMap<>();
  private final Map<Mounting, Map<String, String>> writable = new HashMap<>();

  Replaceable(HostTree tree) {
    this.tree = tree;
  }

  /** The sources of one that another can replace, each once. */
  List<Found> between(Mounting of, Mounting by) {
    List<Found> found = new ArrayList<>();
    if (!of.isEmpty() && !by.isEmpty()) {
      Map<String, String> places = writable.computeIfAbsent(by, this::writable);
      for (Source source : of.sources()) {
        above(source, places).ifPresent(above -> found.add(new Found(of, source, by, above)));
      }
    }
    return found;
  }

  /** Whether a path that was free of links has one now. */
  boolean leadsElsewhere(Source source) {
    return lookup(source).throughLink();
  }

  private Optional<String> above(Source source, Map<String, String> places) {
    for (String directory : lookup(source).directories()) {
      for (Map.Entry<String, String> place : places.entrySet()) {
        if (HostTree.isWithin(directory, place.getKey())) {
          return Optional.of(place.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private HostTree.Lookup lookup(Source source) {
    return lookups.computeIfAbsent(source.path(), tree::lookup);
  }

  /**
   * By place, the path under which it is mounted writable. Some engines leave writable what is
   * mounted below a bind that is not: both is looked at, for each alone is root or is not.
   */
  private Map<String, String> writable(Mounting mounting) {
    Set<String> sure = new LinkedHashSet<>();
    Set<String> below = new LinkedHashSet<>();
    Set<String> ofVolumes = new LinkedHashSet<>();
    for (Source source : mounting.sources()) {
      if (!source.writable()) {
        below.addAll(tree.below(source.path()));
      } else if (source.bind()) {
        sure.add(source.path());
      } else {
        ofVolumes.add(source.path());
      }
    }
    Map<String, String> places = new LinkedHashMap<>();
    if (sure.stream().noneMatch(Replaceable::isRoot)) {
      add(sure, places);
      add(ofVolumes, places);
      if (below.stream().noneMatch(Replaceable::isRoot)) {
        add(below, places);
      }
    }
    return places;
  }

  private static boolean isRoot(String path) {
    return HostFacts.isRoot(HostTree.real(path));
  }

  private void add(Set<String> paths, Map<String, String> places) {
    for (String path : paths) {
      tree.writable(path).forEach(place -> places.putIfAbsent(place, path));
    }
  }
}
