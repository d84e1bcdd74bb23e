package dev.cofferdam.policy;

import dev.cofferdam.policy.CaseFile.Asked;
import dev.cofferdam.policy.CaseFile.Case;
import dev.cofferdam.policy.CaseFile.Decision;
import dev.cofferdam.policy.CaseFile.Existing;
import dev.cofferdam.policy.CaseFile.Expected;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads cases and collects every mistake in them. */
final class CaseReader {
  private static final List<String> KEYS = List.of("version", "policy", "exists", "cases");
  private static final List<String> CASE_KEYS =
      List.of("name", "as", "docker", "request", "exists", "now", "expect", "rule", "reason");
  private static final List<String> CALLER_KEYS = List.of("user", "groups");
  private static final List<String> REQUEST_KEYS = List.of("method", "path", "body");

  private final Problems problems;
  private final CaseObjects objects;

  CaseReader(Problems problems) {
    this.problems = problems;
    this.objects = new CaseObjects(problems);
  }

  Optional<CaseFile> file(Node root) {
    Optional<Fields> read = Fields.of(root, "a file of cases", problems);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = read.get();
    fields.onlyKeys(KEYS, problems);
    version(fields);
    Existing existing = existing(fields, Existing.NOTHING);
    Optional<String> policy = text(fields, "policy");
    Optional<Node> list = required(fields, "cases");
    List<Case> cases = new ArrayList<>();
    for (Node item : list.map(node -> Fields.list(node, "cases", problems)).orElse(List.of())) {
      Fields.of(item, "a case", problems)
          .flatMap(each -> oneCase(each, existing))
          .ifPresent(cases::add);
    }
    return Optional.of(new CaseFile(policy, cases));
  }

  private void version(Fields fields) {
    Optional<Node> version = required(fields, "version");
    version
        .filter(node -> !(node instanceof ScalarNode scalar && scalar.getValue().equals("1")))
        .ifPresent(node -> problems.error(node, "the version is 1, not " + Fields.kindOf(node)));
  }

  private Optional<Case> oneCase(Fields fields, Existing ofAll) {
    fields.onlyKeys(CASE_KEYS, problems);
    Optional<Caller> caller = required(fields, "as").flatMap(this::caller);
    Optional<Asked> asked = asked(fields);
    Optional<Decision> decision = required(fields, "expect").flatMap(this::decision);
    Existing existing = existing(fields, ofAll);
    Optional<Instant> now = fields.get("now").flatMap(this::instant);
    String name = text(fields, "name").orElse("");
    Optional<String> rule = text(fields, "rule");
    Optional<String> reason = text(fields, "reason");
    if (reason.isPresent() && decision.filter(d -> !d.hasReason()).isPresent()) {
      problems.error(fields.at(), "only a refusal has a reason: leave \"reason\" out");
    }
    if (caller.isEmpty() || asked.isEmpty() || decision.isEmpty()) {
      return Optional.empty();
    }
    int line = Problems.Place.of(fields.at()).line();
    return Optional.of(
        new Case(
            line,
            name,
            caller.get(),
            asked.get(),
            existing,
            now,
            new Expected(decision.get(), rule, reason)));
  }

  private Existing existing(Fields fields, Existing before) {
    return fields.get("exists").map(node -> objects.read(node, before)).orElse(before);
  }

  private Optional<Node> required(Fields fields, String key) {
    Optional<Node> found = fields.get(key);
    if (found.isEmpty()) {
      problems.error(fields.at(), "the key \"" + key + "\" is missing");
    }
    return found;
  }

  private Optional<String> text(Fields fields, String key) {
    return fields.get(key).flatMap(node -> Fields.text(node, Text.quoted(key), problems));
  }

  /** A user's name, or a mapping of user and groups. */
  private Optional<Caller> caller(Node node) {
    if (!(node instanceof MappingNode)) {
      return Fields.text(node, "\"as\"", problems).map(user -> new Caller(user, Set.of()));
    }
    Optional<Fields> fields = Fields.of(node, "\"as\"", problems);
    fields.ifPresent(f -> f.onlyKeys(CALLER_KEYS, problems));
    Optional<String> user =
        fields
            .flatMap(f -> required(f, "user"))
            .flatMap(each -> Fields.text(each, "a user", problems));
    Set<String> groups = new HashSet<>();
    fields
        .flatMap(f -> f.get("groups"))
        .map(list -> Fields.list(list, "groups", problems))
        .orElse(List.of())
        .forEach(each -> Fields.text(each, "a group", problems).ifPresent(groups::add));
    return user.map(name -> new Caller(name, groups));
  }

  private Optional<Instant> instant(Node node) {
    Optional<String> text = Fields.text(node, "\"now\"", problems);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException e) {
      problems.error(node, "no time: write it as 2026-01-31T18:00:00Z");
      return Optional.empty();
    }
  }

  private Optional<Decision> decision(Node node) {
    Optional<String> text = Fields.text(node, "\"expect\"", problems);
    List<String> possible = Arrays.stream(Decision.values()).map(Decision::id).toList();
    Optional<Decision> decision =
        text.flatMap(t -> Arrays.stream(Decision.values()).filter(d -> d.id().equals(t)).findAny());
    if (text.isPresent() && decision.isEmpty()) {
      problems.error(
          node,
          "unknown decision "
              + Text.quoted(text.get())
              + Suggestion.of(text.get(), possible)
              + " (possible: "
              + String.join(", ", possible)
              + ")");
    }
    return decision;
  }

  private Optional<Asked> asked(Fields fields) {
    Optional<Node> docker = fields.get("docker");
    Optional<Node> request = fields.get("request");
    if (docker.isPresent() == request.isPresent()) {
      problems.error(
          fields.at(),
          docker.isPresent()
              ? "a case has either docker or request: make two cases of this one"
              : "a case asks something: write \"docker: ps\" or \"request: {method: GET, path:"
                  + " /containers/json}\"");
      return Optional.empty();
    }
    return docker.isPresent()
        ? words(docker.get()).map(Asked.Command::new)
        : request.flatMap(this::request);
  }

  /** A list of words, or one text that is split as a shell does. */
  private Optional<List<String>> words(Node node) {
    if (node instanceof SequenceNode) {
      List<String> words = new ArrayList<>();
      for (Node item : Fields.list(node, "docker", problems)) {
        if (item instanceof ScalarNode scalar) {
          words.add(scalar.getValue());
        } else {
          problems.error(item, "a word is text, not " + Fields.kindOf(item));
        }
      }
      return Optional.of(words);
    }
    Optional<String> line = Fields.text(node, "\"docker\"", problems);
    try {
      return line.map(ShellWords::of);
    } catch (IllegalArgumentException e) {
      problems.error(node, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Asked> request(Node node) {
    Optional<Fields> read = Fields.of(node, "\"request\"", problems);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    read.get().onlyKeys(REQUEST_KEYS, problems);
    Optional<String> method =
        required(read.get(), "method").flatMap(each -> Fields.text(each, "a method", problems));
    Optional<String> path =
        required(read.get(), "path").flatMap(each -> Fields.text(each, "a path", problems));
    Optional<String> body = read.get().get("body").map(each -> new YamlJson(problems).text(each));
    return method.isPresent() && path.isPresent()
        ? Optional.of(new Asked.Request(method.get(), path.get(), body))
        : Optional.empty();
  }
}
