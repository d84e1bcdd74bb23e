package dev.cofferdam.policy;

import dev.cofferdam.docker.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A named list of rules, with those that name an operation at hand. */
final class Role {
  private final String name;
  private final List<Rule> rules;
  private final Limits limits;
  private final Optional<Mode> mode;
  private final ContainerDefaults containers;
  private final Map<Operation, List<Rule>> allowing = new EnumMap<>(Operation.class);
  private final Map<Operation, List<Rule>> denying = new EnumMap<>(Operation.class);

  /**
   * @param mode empty where the role says nothing of it
   */
  Role(
      String name,
      List<Rule> rules,
      Limits limits,
      Optional<Mode> mode,
      ContainerDefaults containers) {
    this.containers = containers;
    this.name = name;
    this.limits = mode.map(limits::in).orElse(limits);
    this.mode = mode;
    this.rules = List.copyOf(rules);
    for (Rule rule : rules) {
      Map<Operation, List<Rule>> index =
          switch (rule.effect()) {
            case ALLOW -> allowing;
            case DENY -> denying;
          };
      for (Operation operation : rule.operations()) {
        index.computeIfAbsent(operation, _ -> new ArrayList<>()).add(rule);
      }
    }
  }

  String name() {
    return name;
  }

  List<Rule> rules() {
    return rules;
  }

  Limits limits() {
    return limits;
  }

  Optional<Mode> mode() {
    return mode;
  }

  ContainerDefaults containers() {
    return containers;
  }

  /** Whether what its rules deny is refused, however lenient other roles are. */
  boolean isEnforced() {
    return mode.orElse(Mode.ENFORCE) == Mode.ENFORCE;
  }

  List<Rule> allowing(Operation operation) {
    return allowing.getOrDefault(operation, List.of());
  }

  List<Rule> denying(Operation operation) {
    return denying.getOrDefault(operation, List.of());
  }
}
