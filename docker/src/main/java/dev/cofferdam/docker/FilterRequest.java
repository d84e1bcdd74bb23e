package dev.cofferdam.docker;

import dev.cofferdam.seccomp.Action;
import dev.cofferdam.seccomp.Additions;
import dev.cofferdam.seccomp.Base;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.Flag;
import dev.cofferdam.seccomp.Options;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.ProfileDocument;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.seccomp.Tailored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a request says of its container's filter of system calls: options, and what they apply to.
 *
 * <p>Of several entries {@code seccomp=…} the last one counts, as for the engine. The options apply
 * to what it says, in their order, wherever they stand: to the profile that the client sent, to
 * none at all after {@code unconfined}, else to the base of the site.
 *
 * <p>Who denies anything gets {@code no-new-privileges} with it, unless he says otherwise. The
 * kernel asks for that of whoever installs a filter without being privileged, since a program that
 * gains privileges may be led astray by calls that fail (seccomp(2)); and only then does a runtime
 * install the filter as the last thing before the program, and needs not get along with it itself:
 * runc calls getcwd in between.
 */
final class FilterRequest {
  private static final String PATH = "HostConfig.SecurityOpt";
  private static final String CUSTOM = "seccomp:custom";

  /** What is changed. */
  private sealed interface Start {
    record Standard() implements Start {}

    record Unconfined() implements Start {}

    record Given(String json) implements Start {}
  }

  private final Node.Struct host;
  private final Start start;
  private final List<String> changes;
  private final boolean saysOfPrivileges;

  private FilterRequest(
      Node.Struct host, Start start, List<String> changes, boolean saysOfPrivileges) {
    this.host = host;
    this.start = start;
    this.changes = changes;
    this.saysOfPrivileges = saysOfPrivileges;
  }

  static FilterRequest of(ContainerCreate create) {
    Start start = new Start.Standard();
    List<String> changes = new ArrayList<>();
    boolean saysOfPrivileges = false;
    for (SecurityOption option : create.securityOptions()) {
      switch (option) {
        case SecurityOption.SeccompDefault _ -> start = new Start.Standard();
        case SecurityOption.SeccompUnconfined _ -> start = new Start.Unconfined();
        case SecurityOption.SeccompProfile(String json) -> start = new Start.Given(json);
        case SecurityOption.SeccompChange(String text) -> changes.add(text);
        case SecurityOption.NoNewPrivileges _ -> saysOfPrivileges = true;
        case SecurityOption.AppArmor _,
            SecurityOption.Label _,
            SecurityOption.SystemPaths _,
            SecurityOption.WritableCgroups _,
            SecurityOption.Userns _,
            SecurityOption.Unknown _ -> {}
      }
    }
    return new FilterRequest(create.host(), start, changes, saysOfPrivileges);
  }

  /** Whether an entry says anything of it. */
  static boolean concerns(SecurityOption option) {
    return option instanceof SecurityOption.SeccompDefault
        || option instanceof SecurityOption.SeccompUnconfined
        || option instanceof SecurityOption.SeccompProfile
        || option instanceof SecurityOption.SeccompChange;
  }

  private boolean saysNothing() {
    return start instanceof Start.Standard && changes.isEmpty();
  }

  /**
   * @throws MalformedBody for what can be a filter on no host
   */
  void check() {
    if (saysNothing()) {
      return;
    }
    try {
      Options options = Options.parse(changes);
      if (host.flag("Privileged") && !changes.isEmpty()) {
        throw new SeccompException(
            "engines start --privileged containers without a filter, so that "
                + changes.getFirst()
                + " would do nothing; leave out --privileged and add the capabilities that are"
                + " needed with --cap-add");
      }
      switch (start) {
        case Start.Given(String json) -> {
          ProfileDocument document = read(json);
          if (!changes.isEmpty() && isIncomparable(document)) {
            throw new SeccompException(
                "options cannot change a profile with a listener or with flags; leave one of the"
                    + " two out");
          }
          refuseBase(options, "a whole profile");
        }
        case Start.Unconfined _ -> refuseBase(options, "seccomp=unconfined");
        case Start.Standard _ -> {}
      }
    } catch (SeccompException e) {
      throw refused(e);
    }
  }

  private static void refuseBase(Options options, String given) throws SeccompException {
    if (options.base().isPresent()) {
      throw new SeccompException(
          "seccomp.base=%s and %s are two things to start from; leave one of them out"
              .formatted(options.base().get().optionName(), given));
    }
  }

  private static MalformedBody refused(SeccompException e) {
    return MalformedBody.at(PATH, String.valueOf(e.getMessage()));
  }

  /** The names of what it lets through beyond the base; that of unconfined is not among them. */
  List<String> privileges(SeccompHost seccomp) {
    if (saysNothing()) {
      return List.of();
    }
    Environment environment = environment(seccomp);
    Base base = seccomp.base().standard();
    try {
      return switch (start) {
        case Start.Standard _ -> Options.parse(changes).tailor(base, environment).privileges();
        case Start.Unconfined _ -> List.of();
        case Start.Given(String json) -> {
          ProfileDocument document = read(json);
          Profile profile =
              Options.parse(changes).tailor(document.resolve(environment), environment).profile();
          Stream<String> added =
              Additions.of(profile, base, environment).stream().map("seccomp:allow:"::concat);
          yield isIncomparable(document)
              ? Stream.concat(Stream.of(CUSTOM), added).toList()
              : added.toList();
        }
      };
    } catch (SeccompException incomparable) {
      return List.of(CUSTOM);
    }
  }

  /**
   * A listener decides on calls in place of the filter, and a flag can lift what the kernel does.
   */
  private static boolean isIncomparable(ProfileDocument document) {
    return document.notifies() || !Set.of(Flag.LOG).containsAll(document.flags());
  }

  /**
   * @throws MalformedBody when there can be no such filter on that host
   */
  ContainerFilter filter(SeccompHost seccomp) {
    try {
      return switch (start) {
        case Start.Standard _ -> changes.isEmpty() ? standard(seccomp) : changed(seccomp);
        case Start.Unconfined _ ->
            changes.isEmpty()
                ? unconfined()
                : tailored(
                    "unconfined",
                    "nothing denied but",
                    Options.parse(changes).tailor(Base.NONE, environment(seccomp)),
                    seccomp);
        case Start.Given(String json) -> given(read(json), seccomp);
      };
    } catch (SeccompException e) {
      throw refused(e);
    }
  }

  private static ContainerFilter unconfined() {
    return new ContainerFilter(List.of("seccomp=unconfined"), "unconfined", List.of());
  }

  private ContainerFilter standard(SeccompHost seccomp) throws SeccompException {
    if (seccomp.base() == SeccompBase.ENGINE || host.flag("Privileged")) {
      return new ContainerFilter(List.of(), "engine", List.of());
    }
    if (seccomp.base() == SeccompBase.NONE) {
      return unconfined();
    }
    String filter =
        BaseFilters.get(
            seccomp,
            EffectiveCapabilities.of(host),
            () -> written(seccomp.base().standard().profile(environment(seccomp)), seccomp));
    return new ContainerFilter(List.of(filter), seccomp.base().id(), List.of());
  }

  private ContainerFilter changed(SeccompHost seccomp) throws SeccompException {
    Options options = Options.parse(changes);
    String base = options.base().orElse(seccomp.base().standard()).optionName();
    return tailored(
        base,
        "base " + base,
        options.tailor(seccomp.base().standard(), environment(seccomp)),
        seccomp);
  }

  private ContainerFilter given(ProfileDocument document, SeccompHost seccomp)
      throws SeccompException {
    if (isIncomparable(document)) {
      String json = new String(document.write(), StandardCharsets.UTF_8);
      return new ContainerFilter(List.of("seccomp=" + json), "profile", List.of());
    }
    Environment environment = environment(seccomp);
    Profile profile = document.resolve(environment);
    if (changes.isEmpty()) {
      return new ContainerFilter(List.of(written(profile, seccomp)), "profile", List.of());
    }
    return tailored(
        "profile",
        "the profile that was sent",
        Options.parse(changes).tailor(profile, environment),
        seccomp);
  }

  private ContainerFilter tailored(
      String label, String start, Tailored tailored, SeccompHost seccomp) throws SeccompException {
    Options asked = Options.parse(changes);
    List<String> options = new ArrayList<>(List.of(written(tailored.profile(), seccomp)));
    List<String> notes = new ArrayList<>();
    notes.add("seccomp: " + start + (asked.summary().isEmpty() ? "" : ", " + asked.summary()));
    tailored.warnings().forEach(warning -> notes.add("seccomp: " + warning));
    if (asked.deny() && !saysOfPrivileges) {
      options.add("no-new-privileges");
      notes.add(
          "seccomp: no-new-privileges is set with what is denied, so that no program gains"
              + " privileges under such a filter; no-new-privileges=false leaves it out");
    }
    return new ContainerFilter(options, label + " " + String.join(" ", changes), notes);
  }

  /**
   * As the engine takes it. A runtime kills a thread that calls by a foreign convention; where that
   * was to be let through, it is stricter than asked for.
   */
  private static String written(Profile profile, SeccompHost seccomp) throws SeccompException {
    Profile sayable = new Profile(profile.architectures(), Action.KILL_THREAD, profile.flags());
    return "seccomp="
        + new String(
            ProfileDocument.of(sayable, seccomp.architecture()).write(), StandardCharsets.UTF_8);
  }

  private static ProfileDocument read(String json) throws SeccompException {
    return ProfileDocument.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private Environment environment(SeccompHost seccomp) {
    return seccomp.with(EffectiveCapabilities.of(host));
  }
}
