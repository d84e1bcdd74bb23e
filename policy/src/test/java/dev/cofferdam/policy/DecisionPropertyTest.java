package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random policies and questions, decided twice. */
class DecisionPropertyTest {
  private static final List<String> OPERATIONS =
      List.of("container.create", "container.*", "*", "volume.remove", "*.list", "network.connect");
  private static final List<String> PRIVILEGES =
      List.of("privileged", "cap:NET_ADMIN", "volume:web-1:rw", "network:db", "mount:/srv/a:ro");
  private static final List<String> NAMES = List.of("web-1", "web-2", "db", "foobar");
  private static final List<String> GLOBS = List.of("web-*", "*", "db", "*-1", "foobar");

  private final Random random = new Random(20_240_601);

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Reference.Clause clause() {
    boolean allow = random.nextInt(4) != 0;
    Map<String, String> names = new HashMap<>();
    for (String key : List.of("containers", "volumes", "networks", "images")) {
      if (random.nextInt(4) == 0 && (allow || names.isEmpty())) {
        names.put(key, key.equals("images") ? any(NAMES) : any(GLOBS));
      }
    }
    boolean owned = random.nextInt(4) == 0 && (allow || names.isEmpty());
    Optional<String> privilege =
        random.nextInt(3) == 0
            ? Optional.of(any(List.of("privileged", "cap:*", "volume:*:rw", "mount:/srv/*:ro")))
            : Optional.empty();
    Confinement confinement = any(List.of(Confinement.values()));
    return new Reference.Clause(allow, any(OPERATIONS), names, owned, confinement, privilege);
  }

  private Resource resource() {
    Optional<String> owner = any(List.of(Optional.of("u"), Optional.of("v"), Optional.empty()));
    String name = any(NAMES);
    return switch (random.nextInt(8)) {
      case 0 -> new Resource.Volume(name, owner);
      case 1 -> new Resource.Network("n", name, owner);
      case 2 -> new Resource.Other(Subject.PLUGIN, "id", name, Optional.empty());
      case 3, 4 -> Ask.image(name);
      default ->
          new Resource.Container(any(List.of("", "id")), name, owner, Ask.normalised(any(NAMES)));
    };
  }

  private Question question() {
    List<Resource> resources = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      resources.add(resource());
    }
    Set<Privilege> privileges = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      privileges.add(new Privilege(any(PRIVILEGES), any(List.of(Confinement.values()))));
    }
    Operation operation = any(List.of(Operation.values()));
    if (random.nextBoolean()) {
      operation = any(List.of(Operation.CONTAINER_CREATE, Operation.CONTAINER_LIST));
    }
    return new Question(
        new Caller("u", Set.of("g")), operation, resources, privileges, Ask.NOTHING_SAID);
  }

  @Test
  void every_decision_is_that_of_a_slow_reference() {
    Map<Class<?>, Integer> seen = new HashMap<>();
    for (int i = 0; i < 600; i++) {
      List<Reference.Clause> clauses = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        clauses.add(clause());
      }
      String[] rules = clauses.stream().map(Reference.Clause::yaml).toArray(String[]::new);
      Policy policy = Policies.ofRules(rules);
      for (int j = 0; j < 60; j++) {
        Question question = question();
        Verdict verdict = policy.decide(question);
        Class<?> expected = new Reference(clauses).decide(question);
        // A deny rule makes a part of a whole collection, which the reference does not know.
        boolean limited = question.resources().isEmpty() && verdict instanceof Verdict.AllowSome;
        if (!limited || expected == Verdict.Deny.class) {
          assertThat(verdict).as("%s %s", List.of(rules), question).isInstanceOf(expected);
        }
        assertThat(policy.explain(question).verdict()).isEqualTo(verdict);
        seen.merge(verdict.getClass(), 1, Integer::sum);
      }
    }
    assertThat(seen.values()).hasSize(3).allMatch(count -> count > 200);
  }

  @Test
  void a_glob_decides_as_its_regular_expression_does() {
    for (int i = 0; i < 20_000; i++) {
      String glob = text("ab/:***", 8);
      String name = text("ab/:", 10);
      StringBuilder narrow = new StringBuilder();
      for (int j = 0; j < glob.length(); j++) {
        boolean star = glob.charAt(j) == '*';
        int end = j;
        while (end < glob.length() && glob.charAt(end) == '*') {
          end++;
        }
        narrow.append(!star ? glob.substring(j, j + 1) : end - j > 1 ? ".*" : "[^/:]*");
        j = Math.max(j, end - 1);
      }
      String wide = glob.replaceAll("\\*+", ".*");
      assertThat(new Glob(glob).covers(name))
          .as("%s %s", glob, name)
          .isEqualTo(name.matches(narrow.toString()));
      assertThat(new Glob(glob).touches(name))
          .as("%s %s", glob, name)
          .isEqualTo(name.matches(wide));
    }
  }

  private String text(String alphabet, int limit) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(limit + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
