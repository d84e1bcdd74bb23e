package dev.cofferdam.policy;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of docs/policy.md once more, slowly and plainly, for one role without deny tricks. */
record Reference(List<Clause> clauses) {
  /**
   * One rule.
   *
   * @param names the selectors {@code containers}, {@code images}, {@code volumes}, {@code
   *     networks}
   * @param privileges of an allow rule its grants
   */
  record Clause(
      boolean allow,
      String operation,
      Map<String, String> names,
      boolean owned,
      Confinement confinement,
      Optional<String> privileges) {

    String yaml() {
      StringBuilder yaml = new StringBuilder(allow ? "allow" : "deny");
      yaml.append(": [\"").append(operation).append("\"]");
      names.forEach((key, glob) -> yaml.append(", ").append(key).append(": [\"" + glob + "\"]"));
      yaml.append(owned ? ", owned: true" : "");
      yaml.append(allow ? ", confinement: " + confinement.id() : "");
      privileges.ifPresent(
          p -> yaml.append(allow ? ", grant" : ", privileges").append(": [\"" + p + "\"]"));
      return yaml.toString();
    }

    private boolean hasSelectors() {
      return owned || !names.isEmpty();
    }

    private boolean named(Question question) {
      return Pattern.matches(
          operation.replace(".", "\\.").replace("*", ".*"), question.operation().id());
    }

    private boolean fits(String key, String name, boolean deny) {
      String star = deny ? ".*" : "[^/:]*";
      return names.containsKey(key)
          && Pattern.matches(names.get(key).replace(".", "\\.").replace("*", star), name);
    }

    /** For each selector that speaks of an object, whether it holds. */
    private List<Boolean> holds(Resource resource, Question question, boolean deny) {
      List<Boolean> holds = new ArrayList<>();
      boolean create = question.resources().stream().anyMatch(r -> r instanceof Resource.Image);
      switch (resource) {
        case Resource.Container c -> {
          names.keySet().stream()
              .filter(k -> k.equals("containers"))
              .forEach(k -> holds.add(fits(k, c.name(), deny)));
          if (names.containsKey("images")) {
            boolean isNew = c.id().isEmpty() && create;
            holds.add(isNew ? !deny : c.image().equals(Ask.normalised(names.get("images"))));
          }
          own(holds, c.owner(), question);
        }
        case Resource.Image i -> {
          if (names.containsKey("images")) {
            holds.add(i.names().contains(Ask.normalised(names.get("images"))));
          }
        }
        case Resource.Volume v -> {
          if (names.containsKey("volumes")) {
            holds.add(fits("volumes", v.name(), deny));
          }
          own(holds, v.owner(), question);
        }
        case Resource.Network n -> {
          if (names.containsKey("networks")) {
            holds.add(fits("networks", n.name(), deny));
          }
          own(holds, n.owner(), question);
        }
        case Resource.Other _ -> {}
      }
      return holds;
    }

    private void own(List<Boolean> holds, Optional<String> owner, Question question) {
      if (owned) {
        holds.add(owner.equals(Optional.of(question.caller().user())));
      }
    }

    private boolean gives(Privilege privilege) {
      String[] parts = privilege.name().split(":");
      return privilege.tier().or(confinement) == confinement
          || privileges
              .filter(p -> Pattern.matches(p.replace("*", "[^/:]*"), privilege.name()))
              .isPresent()
          || (privilege.tier() != Confinement.SUPER_PRIVILEGED
              && parts.length > 1
              && fits(parts[0] + "s", parts[1], false));
    }

    Optional<Boolean> allows(Question question) {
      boolean given = question.privileges().stream().allMatch(this::gives);
      if (!allow || !named(question) || !given) {
        return Optional.empty();
      }
      if (!hasSelectors()) {
        return Optional.of(true);
      }
      if (question.resources().isEmpty()) {
        return Optional.of(false);
      }
      boolean all =
          question.resources().stream()
              .map(r -> holds(r, question, false))
              .allMatch(h -> !h.isEmpty() && !h.contains(false));
      boolean container = has(question, Resource.Container.class);
      boolean image = container || has(question, Resource.Image.class);
      boolean ownable =
          container
              || has(question, Resource.Volume.class)
              || has(question, Resource.Network.class);
      boolean used =
          (container || !names.containsKey("containers"))
              && (image || !names.containsKey("images"))
              && (ownable || !owned);
      return all && used ? Optional.of(true) : Optional.empty();
    }

    private static boolean has(Question question, Class<? extends Resource> kind) {
      return question.resources().stream().anyMatch(kind::isInstance);
    }

    /** With at most one selector, which is what the generator makes: any object that fits. */
    boolean denies(Question question) {
      boolean carried =
          privileges.isEmpty()
              || question.privileges().stream()
                  .anyMatch(p -> Pattern.matches(privileges.get().replace("*", ".*"), p.name()));
      boolean uses =
          question.privileges().stream()
              .map(p -> p.name().split(":"))
              .anyMatch(parts -> parts.length > 1 && fits(parts[0] + "s", parts[1], true));
      boolean touched =
          question.resources().stream().anyMatch(r -> holds(r, question, true).contains(true));
      return !allow && named(question) && carried && (!hasSelectors() || uses || touched);
    }
  }

  /** The verdict's class. */
  Class<? extends Verdict> decide(Question question) {
    if (clauses.stream().anyMatch(c -> c.denies(question))) {
      return Verdict.Deny.class;
    }
    List<Boolean> allows = clauses.stream().flatMap(c -> c.allows(question).stream()).toList();
    if (allows.isEmpty()) {
      return Verdict.Deny.class;
    }
    return allows.contains(true) ? Verdict.Allow.class : Verdict.AllowSome.class;
  }
}
