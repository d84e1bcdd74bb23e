package dev.cofferdam.policy;

import dev.cofferdam.docker.Contain;
import dev.cofferdam.docker.SeccompBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a whole policy and collects every mistake in it. */
final class PolicyReader {
  private static final List<String> KEYS =
      List.of("version", "seccomp", "userns", "roles", "bindings");
  private static final List<String> SECCOMP_KEYS = List.of("base");
  private static final List<String> USERNS_KEYS = List.of("contain", "default");
  private static final List<String> ROLE_KEYS =
      List.of("rules", "limits", "mode", "userns", "capabilities");
  private static final List<String> BINDING_KEYS = List.of("role", "to");
  private static final String ROLE_NAME = "[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}";
  private static final int SUBJECT_LIMIT = 256;

  private final Problems problems;
  private final RuleReader rules;
  private final LimitsReader limits;
  private final Words words;
  private final Map<String, Node> roleNodes = new LinkedHashMap<>();
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final Set<String> boundRoles = new LinkedHashSet<>();
  private final Bindings.Builder bindings = new Bindings.Builder();
  private SeccompBase seccompBase = SeccompBase.DEFAULT;
  private Containment containment = Containment.UNSAID;

  PolicyReader(Problems problems) {
    this.problems = problems;
    this.rules = new RuleReader(problems);
    this.limits = new LimitsReader(problems);
    this.words = new Words(problems);
  }

  void read(Node root) {
    Optional<Fields> fields = Fields.of(root, "a policy", problems);
    if (fields.isEmpty()) {
      return;
    }
    fields.get().onlyKeys(KEYS, problems);
    version(fields.get());
    fields.get().get("seccomp").ifPresent(this::seccomp);
    fields.get().get("userns").ifPresent(this::userns);
    fields.get().get("roles").ifPresentOrElse(this::roles, () -> missing(root, "roles"));
    fields.get().get("bindings").ifPresentOrElse(this::bindings, () -> missing(root, "bindings"));
    roleNodes.forEach((name, node) -> {
      if (!boundRoles.contains(name)) {
        problems.warning(node, "the role " + Text.quoted(name) + " is bound to nobody");
      }
    });
  }

  Map<String, Role> roles() {
    return roles;
  }

  Bindings bindings() {
    return bindings.build();
  }

  SeccompBase seccompBase() {
    return seccompBase;
  }

  Containment containment() {
    return containment;
  }

  private void missing(Node at, String key) {
    problems.error(at, "the key \"" + key + "\" is missing");
  }

  private void version(Fields fields) {
    Optional<Node> version = fields.get("version");
    if (version.isEmpty()) {
      problems.error(fields.at(), "the key \"version\" is missing: write \"version: 1\"");
      return;
    }
    boolean one = version.get() instanceof ScalarNode scalar && scalar.getValue().equals("1");
    if (!one || !version.get().getTag().equals(Tag.INT)) {
      problems.error(version.get(), "the version is 1, not " + Fields.kindOf(version.get()));
    }
  }

  private void seccomp(Node node) {
    Optional<Fields> fields = Fields.of(node, "\"seccomp\"", problems);
    fields.ifPresent(f -> f.onlyKeys(SECCOMP_KEYS, problems));
    Optional<Node> base = fields.flatMap(f -> f.get("base"));
    if (fields.isPresent() && base.isEmpty()) {
      missing(node, "base");
    }
    base.ifPresent(this::seccompBase);
  }

  private void seccompBase(Node node) {
    List<String> possible = Arrays.stream(SeccompBase.values()).map(SeccompBase::id).toList();
    words
        .read(node, "base", "base", SeccompBase::of, possible)
        .ifPresent(base -> seccompBase = base);
  }

  private void userns(Node node) {
    Optional<Fields> fields = Fields.of(node, "\"userns\"", problems);
    fields.ifPresent(f -> f.onlyKeys(USERNS_KEYS, problems));
    List<String> possible = Arrays.stream(Contain.values()).map(Contain::id).toList();
    Contain contain =
        fields
            .flatMap(f -> f.get("contain"))
            .flatMap(n -> words.read(n, "contain", "word", Contain::of, possible))
            .orElse(Contain.PREFERRED);
    UsualNamespace standard =
        fields
            .flatMap(f -> f.get("default"))
            .flatMap(n -> namespace(n, "default"))
            .orElse(UsualNamespace.PRIVATE);
    containment = new Containment(contain, standard, true);
  }

  private Optional<UsualNamespace> namespace(Node node, String key) {
    return words.read(
        node, key, "mode of user namespaces", UsualNamespace::of, UsualNamespace.possible());
  }

  private void roles(Node node) {
    Optional<Fields> fields = Fields.of(node, "\"roles\"", problems);
    for (Fields.Field field : fields.map(Fields::all).orElse(List.of())) {
      if (!field.key().matches(ROLE_NAME)) {
        problems.error(
            field.keyNode(),
            Text.quoted(field.key())
                + " is no name for a role: letters, digits, . _ - and at most 64 of them");
      }
      roleNodes.put(field.key(), field.keyNode());
      roles.put(field.key(), role(field.key(), field.value()));
    }
  }

  /** A list of rules, or a mapping that has them under a key beside what holds for all of them. */
  private Role role(String name, Node node) {
    if (!(node instanceof MappingNode)) {
      return new Role(
          name, ruleList(name, name, node), Limits.NONE, Optional.empty(), ContainerDefaults.NONE);
    }
    Optional<Fields> fields = Fields.of(node, "a role", problems);
    fields.ifPresent(f -> f.onlyKeys(ROLE_KEYS, problems));
    Optional<Node> list = fields.flatMap(f -> f.get("rules"));
    if (list.isEmpty()) {
      missing(node, "rules");
    }
    return new Role(
        name,
        list.map(rules -> ruleList(name, "rules", rules)).orElse(List.of()),
        fields.flatMap(f -> f.get("limits")).map(l -> limits.read(l, name)).orElse(Limits.NONE),
        fields.flatMap(f -> f.get("mode")).flatMap(this::mode),
        new ContainerDefaults(
            fields.flatMap(f -> f.get("userns")).flatMap(n -> namespace(n, "userns")),
            fields.flatMap(f -> f.get("capabilities")).flatMap(this::capabilities)));
  }

  private Optional<Capabilities> capabilities(Node node) {
    return words.read(node, "capabilities", "word", Capabilities::of, Capabilities.possible());
  }

  private Optional<Mode> mode(Node node) {
    List<String> possible = List.of(Mode.ENFORCE.id(), Mode.WARN.id(), Mode.OBSERVE.id());
    return words.read(node, "mode", "mode", Mode::of, possible);
  }

  private List<Rule> ruleList(String name, String key, Node node) {
    List<Rule> read = new ArrayList<>();
    int index = 0;
    for (Node item : Fields.list(node, key, problems)) {
      index++;
      rules.read(item, name, index).ifPresent(read::add);
    }
    return read;
  }

  private void bindings(Node node) {
    for (Node item : Fields.list(node, "bindings", problems)) {
      Fields.of(item, "a binding", problems).ifPresent(this::binding);
    }
  }

  private void binding(Fields fields) {
    fields.onlyKeys(BINDING_KEYS, problems);
    BINDING_KEYS.stream()
        .filter(key -> fields.get(key).isEmpty())
        .forEach(key -> missing(fields.at(), key));
    Optional<Role> role = fields.get("role").flatMap(this::boundRole);
    List<Node> to =
        fields.get("to").map(node -> Fields.list(node, "to", problems)).orElse(List.of());
    for (Node item : to) {
      Optional<String> subject = subject(item);
      if (role.isPresent() && subject.isPresent()) {
        bind(role.get(), subject.get(), item);
      }
    }
  }

  private Optional<Role> boundRole(Node node) {
    Optional<String> name = Fields.text(node, "the role of a binding", problems);
    name.ifPresent(boundRoles::add);
    Optional<Role> role = name.flatMap(n -> Optional.ofNullable(roles.get(n)));
    if (name.isPresent() && role.isEmpty()) {
      problems.error(
          node,
          "unknown role " + Text.quoted(name.get()) + Suggestion.of(name.get(), roles.keySet()));
    }
    return role;
  }

  private void bind(Role role, String subject, Node at) {
    if (!bindings.bind(role, subject)) {
      problems.warning(at, Text.quoted(subject) + " has the role " + role.name() + " already");
    }
  }

  private Optional<String> subject(Node node) {
    Optional<String> text = Fields.text(node, "a subject", problems);
    if (text.isEmpty()) {
      return text;
    }
    String subject = text.get();
    int colon = subject.indexOf(':');
    String name = subject.substring(colon + 1);
    boolean known =
        subject.startsWith(Bindings.Subject.USER) || subject.startsWith(Bindings.Subject.GROUP);
    if (!known) {
      problems.error(
          node, Text.quoted(subject) + " is no subject: write \"user:NAME\" or \"group:NAME\"");
      return Optional.empty();
    }
    if (name.isEmpty() || name.length() > SUBJECT_LIMIT || !name.matches("[^\\s*?,]+")) {
      problems.error(
          node,
          Text.quoted(subject) + " has no name that can be: one name, without stars or spaces");
      return Optional.empty();
    }
    return text;
  }
}
