package dev.cofferdam.policy;

import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.ImagePattern;
import dev.cofferdam.docker.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one rule; what is wrong with it goes to the problems. */
final class RuleReader {
  private static final List<String> KEYS =
      List.of(
          "allow",
          "deny",
          "containers",
          "images",
          "volumes",
          "networks",
          "services",
          "secrets",
          "configs",
          "nodes",
          "owned",
          "confinement",
          "grant",
          "privileges",
          "when");
  private static final String NAME = "[a-zA-Z0-9_.*-]+";

  private final Problems problems;

  RuleReader(Problems problems) {
    this.problems = problems;
  }

  /** Nothing where the rule has no effect that could be read. */
  Optional<Rule> read(Node node, String role, int index) {
    Optional<Fields> read = Fields.of(node, "a rule", problems);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = read.get();
    fields.onlyKeys(KEYS, problems);
    Optional<Node> allow = fields.get("allow");
    Optional<Node> deny = fields.get("deny");
    if (allow.isPresent() == deny.isPresent()) {
      problems.error(
          node,
          allow.isPresent()
              ? "a rule has either allow or deny: make two rules of this one"
              : "a rule without allow or deny: name the operations, for instance"
                  + " \"allow: [container.list]\"");
      return Optional.empty();
    }
    Rule.Place place = new Rule.Place(role, index, Problems.Place.of(node).line());
    Selectors selectors = selectors(fields);
    return allow.isPresent()
        ? allowing(place, fields, allow.get(), selectors)
        : denying(place, fields, deny.orElseThrow(), selectors);
  }

  private Optional<Rule> allowing(
      Rule.Place place, Fields fields, Node operations, Selectors selectors) {
    refuse(fields, "privileges", "belongs to deny rules; what a rule gives is in \"grant\"");
    Set<Operation> named = operations(operations, "allow", selectors);
    Confinement confinement =
        fields.get("confinement").flatMap(this::confinement).orElse(Confinement.BASELINE);
    List<PrivilegePattern> grants = fields.get("grant").map(this::grants).orElse(List.of());
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Rule.allowing(place, named, selectors, confinement, grants, condition(fields)));
  }

  private Optional<Rule> denying(
      Rule.Place place, Fields fields, Node operations, Selectors selectors) {
    refuse(fields, "confinement", "belongs to allow rules; a deny rule has \"privileges\"");
    refuse(fields, "grant", "belongs to allow rules; a deny rule has \"privileges\"");
    Set<Operation> named = operations(operations, "deny", Selectors.NONE);
    List<PrivilegePattern> privileges =
        fields.get("privileges").map(this::privileges).orElse(List.of());
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(Rule.denying(place, named, selectors, privileges, condition(fields)));
  }

  private Condition condition(Fields fields) {
    return fields.get("when").flatMap(this::condition).orElse(Condition.ALWAYS);
  }

  private Optional<Condition> condition(Node node) {
    Optional<String> text = Fields.lines(node, "a condition", problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    CelConditions.Compiled compiled = CelConditions.compile(text.get());
    for (CelConditions.Mistake mistake : compiled.mistakes()) {
      int character = mistake.offset() + 1;
      problems.error(
          Problems.Place.within(node, mistake.offset()),
          "\"when\" at character " + character + ": " + mistake.message());
    }
    return compiled.condition();
  }

  private void refuse(Fields fields, String key, String why) {
    fields.get(key).ifPresent(node -> problems.error(node, "\"" + key + "\" " + why));
  }

  private Set<Operation> operations(Node node, String key, Selectors selectors) {
    Set<Operation> all = EnumSet.noneOf(Operation.class);
    for (Node item : Fields.list(node, key, problems)) {
      Optional<String> pattern = Fields.text(item, "an operation", problems);
      if (pattern.isEmpty()) {
        continue;
      }
      Set<Operation> named = OperationPattern.expand(pattern.get());
      if (named.isEmpty()) {
        problems.error(item, OperationPattern.explain(pattern.get()));
      }
      if (named.size() == 1) {
        Reach.problem(named.iterator().next(), selectors)
            .ifPresent(problem -> problems.warning(item, problem));
      }
      all.addAll(named);
    }
    return all;
  }

  private Selectors selectors(Fields fields) {
    Map<Kind, List<Glob>> names = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.NAMED) {
      List<Glob> globs = names(fields, kind);
      if (!globs.isEmpty()) {
        names.put(kind, globs);
      }
    }
    return new Selectors(
        names,
        fields.get("images").map(node -> items(node, "images", this::image)).orElse(List.of()),
        fields.get("owned").map(this::owned).orElse(Set.of()));
  }

  private List<Glob> names(Fields fields, Kind kind) {
    String key = kind.selector();
    return fields.get(key).map(node -> items(node, key, this::name)).orElse(List.of());
  }

  private <T> List<T> items(Node list, String key, Function<Node, Optional<T>> read) {
    List<T> items = new ArrayList<>();
    for (Node item : Fields.list(list, key, problems)) {
      read.apply(item).ifPresent(items::add);
    }
    return items;
  }

  private Optional<Glob> name(Node node) {
    Optional<String> text = Fields.text(node, "a name", problems);
    if (text.isPresent() && (!text.get().matches(NAME) || text.get().contains("**"))) {
      problems.error(
          node,
          Text.quoted(text.get())
              + " is no pattern for names: letters, digits, _ . - and * for any of these");
      return Optional.empty();
    }
    return text.map(Glob::new);
  }

  private Optional<ImagePattern> image(Node node) {
    Optional<String> text = Fields.text(node, "an image", problems);
    try {
      return text.map(ImagePattern::parse);
    } catch (BadRequest e) {
      problems.error(
          node,
          Text.plain(e.message())
              + " (for instance foobar, \"foobar:*\", \"registry.example:5000/team/**\")");
      return Optional.empty();
    }
  }

  private Set<Kind> owned(Node node) {
    if (node instanceof SequenceNode) {
      Set<Kind> kinds = EnumSet.noneOf(Kind.class);
      kinds.addAll(items(node, "owned", this::ownedKind));
      return kinds;
    }
    boolean yes = node instanceof ScalarNode scalar && scalar.getValue().equals("true");
    if (!yes || !node.getTag().equals(Tag.BOOL)) {
      problems.error(
          node,
          "\"owned\" is true or a list of containers, volumes, networks, services, secrets,"
              + " configs, not "
              + Fields.kindOf(node)
              + ": leave it out where anyone's objects are meant");
    }
    return Kind.OWNABLE;
  }

  private Optional<Kind> ownedKind(Node node) {
    Optional<String> text = Fields.text(node, "a kind of object", problems);
    Optional<Kind> kind =
        text.flatMap(t -> Kind.OWNABLE.stream().filter(k -> k.selector().equals(t)).findFirst());
    if (text.isPresent() && kind.isEmpty()) {
      List<String> possible = Kind.OWNABLE.stream().map(Kind::selector).toList();
      problems.error(
          node,
          Text.quoted(text.get())
              + " has no owner"
              + Suggestion.of(text.get(), possible)
              + " (possible: "
              + String.join(", ", possible)
              + ")");
    }
    return kind;
  }

  private Optional<Confinement> confinement(Node node) {
    Optional<String> text = Fields.text(node, "\"confinement\"", problems);
    Optional<Confinement> tier = text.flatMap(Confinement::of);
    if (text.isPresent() && tier.isEmpty()) {
      List<String> possible = Arrays.stream(Confinement.values()).map(Confinement::id).toList();
      problems.error(
          node,
          "unknown confinement "
              + Text.quoted(text.get())
              + Suggestion.of(text.get(), possible)
              + possible.stream().collect(Collectors.joining(", ", " (possible: ", ")")));
    }
    return tier;
  }

  private List<PrivilegePattern> grants(Node list) {
    return items(list, "grant", this::grant);
  }

  /**
   * Whoever may write to a directory through one container can put a link into the place of what
   * another one mounts below it, and the engine follows it whenever that one starts: the gateway
   * asks for a privilege of its own where both are.
   */
  private Optional<PrivilegePattern> grant(Node node) {
    Optional<String> text = Fields.text(node, "a privilege", problems);
    if (text.isPresent() && text.get().matches("mount:.*\\*\\*.*(?<!:ro)")) {
      problems.warning(
          node,
          Text.quoted(text.get())
              + " gives writable directories that are inside one another: who mounts one of them is"
              + " refused what lies below it, and the other way round, without \"replaceable:…\"");
    }
    if (text.isPresent() && text.get().startsWith("replaceable:")) {
      problems.warning(
          node,
          Text.quoted(text.get())
              + " lets who has it mount any path of the host, by a link that a container makes in"
              + " one of these directories");
    }
    return privilege(node);
  }

  private List<PrivilegePattern> privileges(Node list) {
    return items(list, "privileges", this::privilege);
  }

  private Optional<PrivilegePattern> privilege(Node node) {
    Optional<String> text = Fields.text(node, "a privilege", problems);
    Optional<String> problem = text.flatMap(PrivilegeSyntax::problem);
    if (problem.isPresent()) {
      problems.error(node, problem.get());
      return Optional.empty();
    }
    return text.map(PrivilegePattern::new);
  }
}
