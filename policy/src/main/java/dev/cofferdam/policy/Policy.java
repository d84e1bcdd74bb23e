package dev.cofferdam.policy;

import dev.cofferdam.docker.Contain;
import dev.cofferdam.docker.NamespaceHost;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.SeccompBase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Who may do what: roles, each a list of rules, bound to users and groups.
 *
 * <p>Nothing is allowed that no rule allows, a request is allowed by one rule as a whole, and a
 * rule that denies wins over all that allow. Immutable; the format is in docs/policy.md.
 */
public final class Policy {
  private static final int VERSION_DIGITS = 12;

  private final String version;
  private final Map<Mode, Integer> roleModes = new EnumMap<>(Mode.class);
  private final boolean onTrial;
  private final int roleCount;
  private final Bindings bindings;
  private final boolean limiting;
  private final SeccompBase seccompBase;
  private final Containment containment;
  private final List<Problem> warnings;

  private Policy(
      String version,
      SeccompBase seccompBase,
      Containment containment,
      Collection<Role> roles,
      Bindings bindings,
      List<Problem> warnings) {
    this.version = version;
    this.seccompBase = seccompBase;
    this.containment = containment;
    this.roleCount = roles.size();
    for (Mode mode : Mode.values()) {
      roleModes.put(mode, 0);
    }
    roles.forEach(role -> roleModes.merge(role.mode().orElse(Mode.ENFORCE), 1, Integer::sum));
    this.onTrial = roles.stream().anyMatch(role -> !role.isEnforced());
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
        versionOf(yaml),
        reader.seccompBase(),
        reader.containment(),
        reader.roles().values(),
        reader.bindings(),
        problems.inOrder());
  }

  public Verdict decide(Question question) {
    return decide(question, true);
  }

  /**
   * Whether {@link #decide} would allow it as asked, without the words for why not: for the items
   * of a list, most of which may be none of the caller's business.
   */
  public boolean allows(Question question) {
    return switch (decide(question, false)) {
      case Verdict.Allow _, Verdict.AllowAnyway _ -> true;
      case Verdict.AllowSome _, Verdict.Deny _ -> false;
    };
  }

  private Verdict decide(Question question, boolean explained) {
    List<Role> roles = bindings.of(question.caller());
    return new Decision(roles, question, mode(roles, question.operation()), explained).verdict();
  }

  /**
   * Whether secrets are shown or hidden breaks no client, and makes no record of its own: that is
   * never on trial.
   */
  private Mode mode(List<Role> roles, Operation operation) {
    return onTrial && operation != Operation.SECRETS_READ ? Decision.mode(roles) : Mode.ENFORCE;
  }

  /** Every rule of the caller's roles with what became of it, and the verdict. */
  public Explanation explain(Question question) {
    return Explanation.of(decide(question), bindings.withSubjects(question.caller()), question);
  }

  /**
   * Whether any rule that allows names this operation for the caller, whatever else it asks for, or
   * nothing is enforced for him: if not, no {@link #decide} can allow it.
   */
  public boolean mentions(Caller caller, Operation operation) {
    List<Role> roles = bindings.of(caller);
    for (Role role : roles) {
      if (!role.allowing(operation).isEmpty()) {
        return true;
      }
    }
    return mode(roles, operation) != Mode.ENFORCE;
  }

  /** How much the caller may use; the most generous of his roles that speak of something counts. */
  public Limits limits(Caller caller) {
    if (!limiting) {
      return Limits.NONE;
    }
    List<Role> roles = bindings.of(caller);
    Limits most = Limits.NONE;
    for (Role role : roles) {
      most = most.or(role.limits());
    }
    Limits binding = most.binding();
    return onTrial && !binding.isNone() ? binding.atLeast(Decision.mode(roles)) : binding;
  }

  /** The first 12 hexadecimal digits of the SHA-256 of the text in UTF-8. */
  public String version() {
    return version;
  }

  /** What the filters of containers start from; {@link SeccompBase#DEFAULT} unless it says. */
  public SeccompBase seccompBase() {
    return seccompBase;
  }

  /**
   * What it says of the caller's containers' user namespaces. Of several roles that say which one,
   * the strongest counts.
   */
  public NamespaceHost namespaces(Caller caller) {
    UsualNamespace standard =
        bindings.of(caller).stream()
            .flatMap(role -> role.containers().namespace().stream())
            .min(Comparator.naturalOrder())
            .orElse(containment.standard());
    return new NamespaceHost(
        containment.contain(), standard.mode(), containment.said(), NamespaceHost.Wrapping.UNKNOWN);
  }

  /**
   * Whether the caller's containers have no capabilities but those that they ask for. Of several
   * roles that speak of it, one is enough.
   */
  public boolean dropsCapabilities(Caller caller) {
    return bindings.of(caller).stream()
        .anyMatch(role -> role.containers().capabilities().equals(Optional.of(Capabilities.NONE)));
  }

  /** Whether containers have user namespaces of their own. */
  public Contain contain() {
    return containment.contain();
  }

  public int roleCount() {
    return roleCount;
  }

  /** How many roles are in each mode; those that say none are enforced. */
  public Map<Mode, Integer> roleModes() {
    return Collections.unmodifiableMap(roleModes);
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
