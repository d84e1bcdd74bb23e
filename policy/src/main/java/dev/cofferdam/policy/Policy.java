package dev.cofferdam.policy;

import dev.cofferdam.docker.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Who may do what: roles, each a list of rules, bound to users and groups.
 *
 * <p>Nothing is allowed that no rule allows, a request is allowed by one rule as a whole, and a
 * rule that denies wins over all that allow. Immutable; the format is in docs/policy.md.
 */
public final class Policy {
  private static final Verdict UNEXPLAINED = new Verdict.Deny(Optional.empty(), "", List.of());
  private static final int VERSION_DIGITS = 12;

  private final String version;
  private final int roleCount;
  private final Bindings bindings;
  private final boolean limiting;
  private final List<Problem> warnings;

  private Policy(
      String version, Collection<Role> roles, Bindings bindings, List<Problem> warnings) {
    this.version = version;
    this.roleCount = roles.size();
    this.limiting = roles.stream().anyMatch(role -> !role.limits().isNone());
    this.bindings = bindings;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * @param fileName only for the places of problems
   * @throws PolicyException with every mistake that was found
   */
  public static Policy parse(String yaml, String fileName) throws PolicyException {
    Problems problems = new Problems(fileName);
    Optional<Node> root = YamlText.read(yaml, problems);
    PolicyReader reader = new PolicyReader(problems);
    root.ifPresent(reader::read);
    problems.throwIfAny();
    return new Policy(
        versionOf(yaml), reader.roles().values(), reader.bindings(), problems.inOrder());
  }

  public Verdict decide(Question question) {
    return decide(question, true);
  }

  /**
   * Whether {@link #decide} would allow it as asked, without the words for why not: for the items
   * of a list, most of which may be none of the caller's business.
   */
  public boolean allows(Question question) {
    return decide(question, false) instanceof Verdict.Allow;
  }

  private Verdict decide(Question question, boolean explained) {
    Operation operation = question.operation();
    List<Role> roles = bindings.of(question.caller());
    boolean limited = false;
    for (int i = 0; i < roles.size(); i++) {
      List<Rule> rules = roles.get(i).denying(operation);
      for (int j = 0; j < rules.size(); j++) {
        Match match = rules.get(j).match(question);
        if (match == Match.Hit.WHOLE) {
          return explained ? Refusal.byRule(rules.get(j), question) : UNEXPLAINED;
        }
        limited |= match == Match.Hit.PART;
      }
    }
    @Nullable Rule part = null;
    for (int i = 0; i < roles.size(); i++) {
      List<Rule> rules = roles.get(i).allowing(operation);
      for (int j = 0; j < rules.size(); j++) {
        Rule rule = rules.get(j);
        Match match = rule.match(question);
        if (match == Match.Hit.WHOLE) {
          return limited ? rule.allowSome() : rule.allow();
        }
        part = part == null && match == Match.Hit.PART ? rule : part;
      }
    }
    if (part != null) {
      return part.allowSome();
    }
    return explained ? Refusal.byNone(roles, question) : UNEXPLAINED;
  }

  /** Every rule of the caller's roles with what became of it, and the verdict. */
  public Explanation explain(Question question) {
    return Explanation.of(decide(question), bindings.withSubjects(question.caller()), question);
  }

  /**
   * Whether any rule that allows names this operation for the caller, whatever else it asks for: if
   * not, no {@link #decide} can allow it.
   */
  public boolean mentions(Caller caller, Operation operation) {
    for (Role role : bindings.of(caller)) {
      if (!role.allowing(operation).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** How much the caller may use; the most generous of his roles that speak of something counts. */
  public Limits limits(Caller caller) {
    Limits most = Limits.NONE;
    if (limiting) {
      for (Role role : bindings.of(caller)) {
        most = most.or(role.limits());
      }
    }
    return most.isNone() ? most : most.binding();
  }

  /** The first 12 hexadecimal digits of the SHA-256 of the text in UTF-8. */
  public String version() {
    return version;
  }

  public int roleCount() {
    return roleCount;
  }

  /** Pairs of a role and a user or group. */
  public int bindingCount() {
    return bindings.count();
  }

  /** What is probably not meant, in the order of the text. */
  public List<Problem> warnings() {
    return warnings;
  }

  private static String versionOf(String yaml) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(yaml.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
