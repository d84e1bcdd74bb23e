package dev.cofferdam.gateway;

import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.Question;
import java.util.List;
import java.util.Set;

/** What a caller may see: the policy, asked for one object at a time. */
record Sight(Policy policy, Caller caller, Circumstances circumstances) {
  static Sight of(Exchange exchange) {
    return new Sight(
        exchange.policy(),
        Decide.caller(exchange.identity()),
        Decide.circumstances(exchange, Facts.NONE));
  }

  boolean shows(Operation operation, Resource resource) {
    return policy.allows(
        new Question(caller, operation, List.of(resource), Set.of(), circumstances));
  }

  /** Whether it is allowed whatever the object: no item has to be asked for. */
  boolean wholly(Operation operation) {
    return policy.allows(new Question(caller, operation, List.of(), Set.of(), circumstances));
  }
}
