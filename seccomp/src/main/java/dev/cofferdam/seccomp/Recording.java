package dev.cofferdam.seccomp;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The calls that programs were seen to make, and the smallest profile that would have let them.
 * Arguments are not recorded: a call that was made is allowed with any.
 *
 * <p>Not for several threads at once.
 */
public final class Recording {
  /**
   * What runc's own process may have to do between the filter and the program, or may not, as its
   * Go runtime's scheduler happens to go: a profile without them works now and then.
   */
  private static final List<String> STARTING =
      List.of(
          "epoll_pwait",
          "execve",
          "futex",
          "getpid",
          "gettid",
          "madvise",
          "mmap",
          "munmap",
          "nanosleep",
          "rt_sigprocmask",
          "rt_sigreturn",
          "sched_yield",
          "tgkill");

  /** A thread more, for the same reason; {@code CLONE_NEW…} of linux/sched.h are not in it. */
  private static final Decision THREAD =
      new Decision.When(
          new Condition.Masked(0, 0x7e02_0000, 0),
          new Decision.Always(Action.ALLOW),
          new Decision.Always(Action.EPERM));

  private final Architecture host;
  private final Map<Architecture, Set<String>> made = new EnumMap<>(Architecture.class);
  private final Set<String> nameless = new TreeSet<>();
  private final Set<String> known = new TreeSet<>();

  /**
   * Nothing is known yet.
   *
   * @param host of the kernel that it is recorded on
   */
  public Recording(Architecture host) {
    this.host = host;
  }

  /** An earlier profile: what it lets through, with whatever arguments, is known. */
  public void know(Profile earlier) {
    earlier
        .architectures()
        .forEach((architecture, rules) -> {
          Set<String> names = made.computeIfAbsent(architecture, _ -> new TreeSet<>());
          rules.calls().forEach((name, decision) -> addIfLet(names, name, decision));
        });
    made.values().forEach(known::addAll);
  }

  private static void addIfLet(Collection<String> names, String name, Decision decision) {
    switch (decision) {
      case Decision.Always always -> {
        if (always.action().isLetThrough()) {
          names.add(name);
        }
      }
      case Decision.When _ -> names.add(name);
    }
  }

  /** A call that was made. */
  public void add(LoggedCall call) {
    Optional<Architecture> architecture = Architecture.of(call.audit(), call.number());
    Optional<SystemCall> named =
        architecture.flatMap(
            each -> SystemCalls.known().numbered(each, call.number() - each.base()));
    if (named.isPresent()) {
      made.computeIfAbsent(architecture.get(), _ -> new TreeSet<>()).add(named.get().name());
    } else if (call.number() != Architecture.SKIPPED) {
      nameless.add("%d of architecture %#x".formatted(call.number(), call.audit()));
    }
  }

  /** Everything that another recording has. */
  public void add(Recording other) {
    other.made.forEach((architecture, names) ->
        made.computeIfAbsent(architecture, _ -> new TreeSet<>()).addAll(names));
    nameless.addAll(other.nameless);
  }

  /** The names of all calls, those of earlier profiles included. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    made.values().forEach(names::addAll);
    return names;
  }

  /** Those that no earlier profile let through. */
  public Set<String> added() {
    Set<String> added = names();
    added.removeAll(known);
    return added;
  }

  /** Calls for which there is no name here; no profile can allow them. */
  public Set<String> nameless() {
    return Set.copyOf(nameless);
  }

  /**
   * What lets everything happen and has the kernel log it, but for what is known: a call in a
   * thousand turns is a thousand records.
   */
  public Profile listening() {
    SortedMap<String, Decision> calls = new TreeMap<>();
    known.forEach(name -> calls.put(name, new Decision.Always(Action.ALLOW)));
    Rules rules = new Rules(Action.LOG, Action.LOG, calls);
    Map<Architecture, Rules> all = new EnumMap<>(Architecture.class);
    conventions().forEach(each -> all.put(each, rules));
    return new Profile(all, Action.LOG, EnumSet.noneOf(Flag.class));
  }

  private Set<Architecture> conventions() {
    return switch (host) {
      case AARCH64 -> EnumSet.of(Architecture.AARCH64);
      case X86_64, I386, X32 ->
          EnumSet.of(Architecture.X86_64, Architecture.I386, Architecture.X32);
    };
  }

  /**
   * The smallest profile that would have sufficed, with what the runtime may need to start. One
   * list of names holds for all architectures that were used, as the OCI runtime specification has
   * it.
   */
  public Profile profile() {
    SortedMap<String, Decision> calls = new TreeMap<>();
    names().forEach(name -> calls.put(name, new Decision.Always(Action.ALLOW)));
    STARTING.forEach(name -> calls.put(name, new Decision.Always(Action.ALLOW)));
    calls.putIfAbsent("clone", THREAD);
    Rules rules = new Rules(Action.EPERM, Action.ENOSYS, calls);
    Map<Architecture, Rules> all = new EnumMap<>(Architecture.class);
    all.put(host, rules);
    made.keySet().forEach(each -> all.put(each, rules));
    return new Profile(all, Action.KILL_THREAD, EnumSet.noneOf(Flag.class));
  }
}
