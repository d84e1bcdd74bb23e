package dev.cofferdam.policy;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The words in which verdicts speak of requests. */
final class Phrases {
  private static final int LISTED = 8;

  private Phrases() {}

  /** What the request does to its objects: {@code start container:web-1}. */
  static String deed(Question question) {
    String id = question.operation().id();
    int dot = id.indexOf('.');
    String room = id.substring(0, dot);
    String verb = id.substring(dot + 1);
    String object = object(question, room);
    return switch (id) {
      case "exec.create", "exec.start" -> "run commands in " + object;
      case "container.logs", "service.logs", "task.logs" -> "read the logs of " + object;
      case "container.top" -> "list the processes of " + object;
      case "container.stats" -> "read the statistics of " + object;
      case "container.changes" -> "list the changes of " + object;
      case "container.attach" -> "attach to " + object;
      case "container.wait" -> "wait for " + object;
      case "container.create" -> "create containers";
      default ->
          switch (verb) {
            case "list" -> "list " + plural(room);
            case "prune" -> "prune " + plural(room);
            case "create",
                "inspect",
                "start",
                "stop",
                "restart",
                "kill",
                "rename",
                "pause",
                "unpause",
                "resize",
                "update",
                "export",
                "remove",
                "pull",
                "push",
                "tag",
                "build",
                "import",
                "load",
                "save",
                "commit",
                "connect",
                "disconnect" ->
                verb + " " + object;
            default -> "use " + id + (question.resources().isEmpty() ? "" : " on " + object);
          };
    };
  }

  private static String object(Question question, String room) {
    List<Resource> resources = question.resources();
    return resources.isEmpty()
        ? plural(room)
        : resources.stream().map(Phrases::label).limit(LISTED).collect(Collectors.joining(" and "));
  }

  private static String plural(String room) {
    return switch (room) {
      case "system", "swarm", "exec" -> room;
      default -> room + "s";
    };
  }

  static String label(Resource resource) {
    boolean nameless =
        resource instanceof Resource.Container it && it.name().isEmpty() && it.id().isEmpty();
    return nameless ? "a container without a name" : Text.plain(resource.label());
  }

  /** Widest first, not more than a person reads. */
  static String list(Collection<Privilege> privileges) {
    String names =
        privileges.stream()
            .sorted()
            .limit(LISTED)
            .map(privilege -> Text.plain(privilege.name()))
            .collect(Collectors.joining(", "));
    int more = privileges.size() - LISTED;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  static Confinement widest(Collection<Privilege> privileges) {
    Confinement widest = Confinement.RESTRICTED;
    for (Privilege privilege : privileges) {
      widest = widest.or(privilege.tier());
    }
    return widest;
  }

  static List<Privilege> beyond(Rule rule, Set<Privilege> privileges) {
    return privileges.stream().filter(privilege -> !rule.gives(privilege)).sorted().toList();
  }

  /** Why a rule does not speak of a request, as a part of a sentence. */
  static String why(Match.Miss miss, Rule rule, Question question) {
    return switch (miss) {
      case Match.OtherOperation _ -> rule.name() + " does not name " + question.operation().id();
      case Match.NothingTouched _ -> rule.name() + " denies nothing that is asked for here";
      case Match.Idle idle ->
          rule.name() + " has \"" + idle.selector() + "\", and the request has nothing of these";
      case Match.Unselected it ->
          label(it.resource())
              + " is of a kind that "
              + rule.name()
              + " does not speak of: it is for "
              + rule.selectors().describe();
      case Match.NotNamed it ->
          whose(it) + rule.name() + " is for " + rule.selectors().describe(it.selector());
      case Match.NotOwned it ->
          label(it.resource())
              + " is not "
              + Text.plain(question.caller().user())
              + "'s own; "
              + rule.name()
              + " is for "
              + rule.selectors().describe();
      case Match.Unmet it -> unmet(it.outcome(), rule);
      case Match.Beyond _ -> {
        List<Privilege> beyond = beyond(rule, question.privileges());
        String tier = widest(beyond).id();
        yield tier + "; " + rule.role() + " allows up to " + rule.confinement().id();
      }
    };
  }

  private static String unmet(Condition.Outcome outcome, Rule rule) {
    return switch (outcome) {
      case Condition.Answer _ ->
          rule.name() + " is for when " + Text.plain(rule.condition().text());
      case Condition.Unanswered it ->
          "whether " + rule.name() + " is for this cannot be told: " + it.why();
    };
  }

  private static String whose(Match.NotNamed it) {
    return it.resource() instanceof Resource.Container c && it.selector() == Kind.IMAGE
        ? label(c) + " was made from " + Text.plain(c.image()) + "; "
        : label(it.resource()) + " is another; ";
  }

  /** Of which items a rule is. */
  static String scope(Rule rule) {
    String those =
        rule.selectors().none() ? "" : "those that fit " + rule.selectors().describe() + " ";
    String when =
        rule.condition().text().isEmpty() ? "" : "when " + Text.plain(rule.condition().text());
    String items = (those + when).strip();
    return switch (rule.effect()) {
      case ALLOW -> items;
      case DENY -> "without " + items;
    };
  }

  /** What a deny rule was about. */
  static String touched(Rule rule, Question question, Operation operation) {
    List<Privilege> privileges =
        question.privileges().stream().filter(rule::touches).sorted().toList();
    String on = rule.selectors().none() ? "" : " on " + rule.selectors().describe();
    String with = privileges.isEmpty() ? "" : " with " + list(privileges);
    return "it denies " + operation.id() + on + with + when(rule, question);
  }

  private static String when(Rule rule, Question question) {
    return switch (rule.condition().of(question)) {
      case Condition.Answer _ ->
          rule.condition().text().isEmpty() ? "" : " when " + Text.plain(rule.condition().text());
      case Condition.Unanswered it ->
          " and whether its condition holds cannot be told: " + it.why();
    };
  }
}
