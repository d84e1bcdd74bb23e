package dev.cofferdam.seccomp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an option allows or denies. Its text is the spelling by which privileges are named. */
sealed interface Target {
  /** Whoever makes a socket: socketpair(2) takes a family too. */
  List<String> FAMILY_CALLS = List.of("socket", "socketpair");

  /** A system call, and its like on 32-bit architectures ({@link CallNames#sameAs}). */
  record Call(String name) implements Target {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A group of them, {@code @mount}. */
  record Group(String name) implements Target {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Making sockets of a family. */
  record Family(SocketFamily family) implements Target {
    @Override
    public String toString() {
      return "socket(" + family + ")";
    }
  }

  /** A convention for system calls. */
  record Convention(Architecture architecture) implements Target {
    @Override
    public String toString() {
      return architecture.optionName();
    }
  }

  /** Every system call. */
  record All() implements Target {
    @Override
    public String toString() {
      return "all";
    }
  }

  /** The calls that it is about, as a whole; none for the others. */
  default Set<String> calls() {
    Set<String> calls = new LinkedHashSet<>();
    switch (this) {
      case Call call -> calls.addAll(CallNames.sameAs(call.name()));
      case Group group ->
          CallGroups.calls(group.name())
              .orElseThrow()
              .forEach(call -> calls.addAll(CallNames.sameAs(call)));
      case Family _, Convention _, All _ -> {}
    }
    return calls;
  }

  /**
   * Reads the end of an option.
   *
   * @throws SeccompException when nothing has this name
   */
  static Target parse(String text) throws SeccompException {
    if (text.equals("all")) {
      return new All();
    }
    if (text.startsWith("@")) {
      if (CallGroups.calls(text).isEmpty()) {
        throw unknown("group of system calls", text, Spelling.suggestion(text, CallGroups.names()));
      }
      return new Group(text);
    }
    Optional<String> family = inParentheses(text, "socket");
    if (family.isPresent()) {
      Optional<SocketFamily> known = SocketFamily.parse(family.get());
      if (known.isEmpty()) {
        throw unknown("socket family", family.get(), SocketFamily.suggestion(family.get()));
      }
      return new Family(known.get());
    }
    Optional<Architecture> architecture =
        Architecture.named(inParentheses(text, "arch").orElse(text));
    if (architecture.isPresent()) {
      return new Convention(architecture.get());
    }
    if (!CallNames.isOurs(text)) {
      throw CallNames.isKnown(text)
          ? new SeccompException(
              "%s is a system call of an architecture that no filter is made for".formatted(text))
          : unknown("system call", text, CallNames.suggestion(text));
    }
    return new Call(text);
  }

  private static Optional<String> inParentheses(String text, String name) {
    return text.startsWith(name + "(") && text.endsWith(")")
        ? Optional.of(text.substring(name.length() + 1, text.length() - 1))
        : Optional.empty();
  }

  private static SeccompException unknown(String kind, String text, String suggestion) {
    return new SeccompException(
        "no %s is called %s%s".formatted(kind, Json.shown(text), suggestion));
  }
}
