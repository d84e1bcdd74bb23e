package dev.cofferdam.docker;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The capabilities that a container may have (moby, oci/caps, TweakCapabilities). */
final class EffectiveCapabilities {
  private static final String PREFIX = "CAP_";
  private static final String ALL = PREFIX + "ALL";

  private EffectiveCapabilities() {}

  /** With {@code CAP_}. */
  static Set<String> of(Node.Struct host) {
    if (host.flag("Privileged")) {
      return prefixed(CapabilityRules.all());
    }
    if (host.has("Capabilities")) {
      return named(host, "Capabilities");
    }
    Set<String> added = named(host, "CapAdd");
    Set<String> dropped = named(host, "CapDrop");
    if (added.contains(ALL)) {
      Set<String> all = prefixed(CapabilityRules.all());
      all.removeAll(dropped);
      return all;
    }
    Set<String> result =
        dropped.contains(ALL) ? new HashSet<>() : prefixed(CapabilityRules.standard());
    result.removeAll(dropped);
    result.addAll(added);
    return result;
  }

  private static Set<String> prefixed(Set<String> names) {
    return names.stream().map(PREFIX::concat).collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<String> named(Node.Struct host, String field) {
    Set<String> names = new HashSet<>();
    for (Node capability : host.items(field)) {
      String upper = capability.asText().toUpperCase(Locale.ROOT);
      names.add(upper.startsWith(PREFIX) ? upper : PREFIX + upper);
    }
    return names;
  }
}
