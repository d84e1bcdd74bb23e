package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a container asks its filter to allow and to deny, in order: {@code seccomp.allow=bpf} or
 * {@code seccomp:allow:bpf}, {@code seccomp.deny=@mount,socket(AF_VSOCK)}, {@code
 * seccomp.base=none}.
 */
public final class Options {
  /** More is a list that nobody wrote by hand. */
  private static final int MOST = 256;

  private static final Pattern OPTION =
      Pattern.compile("seccomp(?:\\.(allow|deny|base)=|:(allow|deny|base):)(.*)", Pattern.DOTALL);

  /** One thing that is allowed, or denied. */
  record Change(boolean allows, Target target) {
    String privilege() {
      return "seccomp:allow:" + target;
    }
  }

  private final Optional<Base> base;
  private final List<Change> changes;

  private Options(Optional<Base> base, List<Change> changes) {
    this.base = base;
    this.changes = List.copyOf(changes);
  }

  /** The base that they choose, if they do. */
  public Optional<Base> base() {
    return base;
  }

  List<Change> changes() {
    return changes;
  }

  /** Whether they deny anything. */
  public boolean deny() {
    return changes.stream().anyMatch(change -> !change.allows());
  }

  /** What they change, {@code clock_adjtime allowed, getcwd denied}; empty for nothing. */
  public String summary() {
    return changes.stream()
        .map(change -> change.target() + (change.allows() ? " allowed" : " denied"))
        .collect(Collectors.joining(", "));
  }

  /** The members of a group, {@code @mount}; none where there is no such group. */
  public static Set<String> callsOfGroup(String group) {
    return CallGroups.names().contains(group) ? new Target.Group(group).calls() : Set.of();
  }

  /** Whether a text is meant to be one of these options. */
  public static boolean isOne(String text) {
    return OPTION.matcher(text).matches();
  }

  /**
   * Reads options, each with one target or several with commas between.
   *
   * @throws SeccompException naming the option, and what it may have meant
   */
  public static Options parse(List<String> texts) throws SeccompException {
    Optional<Base> base = Optional.empty();
    List<Change> changes = new ArrayList<>();
    for (String text : texts) {
      Matcher matcher = OPTION.matcher(text);
      if (!matcher.matches()) {
        throw refused(
            text, "not an option; seccomp.allow=…, seccomp.deny=… and seccomp.base=… are");
      }
      String verb = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      if (verb.equals("base")) {
        Optional<Base> named = Base.named(matcher.group(3));
        if (named.isEmpty()) {
          throw refused(text, "the bases are none, mission and default");
        }
        if (base.isPresent() && !base.equals(named)) {
          throw refused(text, "another base was chosen already, " + base.get().optionName());
        }
        base = named;
      } else {
        for (String target : matcher.group(3).split(",", -1)) {
          changes.add(change(text, verb.equals("allow"), target));
        }
      }
      if (changes.size() > MOST) {
        throw new SeccompException("seccomp: more than %d targets; use groups".formatted(MOST));
      }
    }
    return new Options(base, changes);
  }

  private static Change change(String text, boolean allows, String target) throws SeccompException {
    try {
      return new Change(allows, Target.parse(target));
    } catch (SeccompException e) {
      throw refused(text, String.valueOf(e.getMessage()));
    }
  }

  private static SeccompException refused(String text, String problem) {
    return new SeccompException(Json.shown(text) + ": " + problem);
  }

  /**
   * Applies them, left to right.
   *
   * @param standard the base where they choose none
   * @throws SeccompException when they name an architecture that the host's kernel does not have
   */
  public Tailored tailor(Base standard, Environment environment) throws SeccompException {
    return Tailoring.of(this, standard, environment).tailored();
  }

  /**
   * Applies them, left to right, to a profile in a base's place; its privileges are what is looser
   * than that profile.
   *
   * @throws SeccompException when they choose a base besides, or name an architecture that the
   *     host's kernel does not have
   */
  public Tailored tailor(Profile start, Environment environment) throws SeccompException {
    if (base.isPresent()) {
      throw new SeccompException(
          "seccomp.base=%s: a whole profile was given already, and options apply to that; leave"
                  .formatted(base.get().optionName())
              + " one of the two out");
    }
    return Tailoring.of(this, start, environment).tailored();
  }
}
