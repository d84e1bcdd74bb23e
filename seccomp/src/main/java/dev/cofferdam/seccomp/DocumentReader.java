package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** From JSON to a {@link ProfileDocument}: runtime-spec, config-linux.md, "Seccomp". */
final class DocumentReader {
  /** {@code SCMP_ARCH_…}, without that. */
  private static final Set<String> ARCHITECTURES =
      Set.of(
          ("X86 X86_64 X32 ARM AARCH64 LOONGARCH64 M68K MIPS MIPS64 MIPS64N32 MIPSEL MIPSEL64"
                  + " MIPSEL64N32 PARISC PARISC64 PPC PPC64 PPC64LE RISCV64 S390 S390X SH SHEB")
              .split(" "));

  /** As includes and excludes name them. */
  private static final Set<String> GO_ARCHITECTURES =
      Set.of(
          ("amd64 arm arm64 loong64 mips mips64 mips64n32 mipsel mipsel64 mipsel64n32 ppc ppc64"
                  + " ppc64le riscv64 s390 s390x x32 x86")
              .split(" "));

  /** Of Linux 6.18, without {@code CAP_}; capabilities(7). */
  private static final Set<String> CAPABILITIES =
      Set.of(
          ("AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN"
                  + " DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE"
                  + " LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE"
                  + " NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN"
                  + " SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO"
                  + " SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM")
              .split(" "));

  private static final Set<String> ROOT =
      Set.of(
          "defaultAction",
          "defaultErrnoRet",
          "defaultErrno",
          "architectures",
          "archMap",
          "flags",
          "listenerPath",
          "listenerMetadata",
          "syscalls");

  private DocumentReader() {}

  static ProfileDocument document(Json json) throws SeccompException {
    Fields root = Fields.of(json, ROOT);
    Action byDefault = action(root, "defaultAction", "defaultErrno");
    List<String> architectures = architectures(root, "architectures");
    Map<String, List<String>> archMap = archMap(root);
    if (!architectures.isEmpty() && !archMap.isEmpty()) {
      throw root.place("archMap").refuse("given besides architectures; leave one of them out");
    }
    List<DocumentRule> rules = new ArrayList<>();
    for (Json each : root.array("syscalls")) {
      rules.add(rule(each));
    }
    Optional<String> listener = root.text("listenerPath");
    if (listener.isEmpty() && notifies(byDefault, rules)) {
      throw root.place().refuse("SCMP_ACT_NOTIFY needs \"listenerPath\", an agent's socket");
    }
    return new ProfileDocument(
        byDefault,
        architectures,
        archMap,
        flags(root),
        listener,
        root.text("listenerMetadata"),
        rules);
  }

  private static boolean notifies(Action byDefault, List<DocumentRule> rules) {
    boolean notifies = byDefault.kind() == Action.Kind.USER_NOTIF;
    for (DocumentRule rule : rules) {
      notifies |= rule.action().kind() == Action.Kind.USER_NOTIF;
    }
    return notifies;
  }

  private static Set<Flag> flags(Fields root) throws SeccompException {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (Json each : root.array("flags")) {
      String name = Fields.text(each);
      Flag flag = null;
      for (Flag candidate : Flag.values()) {
        flag = candidate.ociName().equals(name) ? candidate : flag;
      }
      if (flag == null) {
        throw each.place().refuse("no flag of a filter is called " + Json.shown(name));
      }
      flags.add(flag);
    }
    return flags;
  }

  private static List<String> architectures(Fields fields, String name) throws SeccompException {
    List<String> architectures = new ArrayList<>();
    for (Json each : fields.array(name)) {
      architectures.add(architecture(each));
    }
    return architectures;
  }

  private static String architecture(Json json) throws SeccompException {
    String name = Fields.text(json);
    String prefix = "SCMP_ARCH_";
    if (!name.startsWith(prefix) || !ARCHITECTURES.contains(name.substring(prefix.length()))) {
      throw json.place().refuse("no architecture is called " + Json.shown(name));
    }
    return name;
  }

  private static Map<String, List<String>> archMap(Fields root) throws SeccompException {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (Json each : root.array("archMap")) {
      Fields fields = Fields.of(each, Set.of("architecture", "subArchitectures"));
      String architecture = architecture(fields.required("architecture"));
      if (map.put(architecture, architectures(fields, "subArchitectures")) != null) {
        throw each.place().refuse(architecture + " is in archMap already");
      }
    }
    return map;
  }

  private static DocumentRule rule(Json json) throws SeccompException {
    Fields fields =
        Fields.of(
            json,
            Set.of(
                "names",
                "name",
                "action",
                "errnoRet",
                "errno",
                "args",
                "comment",
                "includes",
                "excludes"));
    List<Comparison> comparisons = new ArrayList<>();
    Set<Integer> compared = new HashSet<>();
    for (Json each : fields.array("args")) {
      Comparison comparison = comparison(each);
      if (!compared.add(comparison.index())) {
        throw each.place()
            .refuse(
                ("argument %d is compared twice in one rule, which some runtimes take for \"and\""
                        + " and others for \"or\"; write one rule for each")
                    .formatted(comparison.index()));
      }
      comparisons.add(comparison);
    }
    return new DocumentRule(
        names(fields),
        action(fields, "action", "errno"),
        comparisons,
        fields.text("comment").orElse(""),
        scope(fields, "includes"),
        scope(fields, "excludes"),
        fields.place());
  }

  private static List<String> names(Fields fields) throws SeccompException {
    List<Json> names = new ArrayList<>(fields.array("names"));
    Optional<Json> single = fields.get("name");
    if (single.isPresent() != names.isEmpty()) {
      throw fields.place().refuse("needs \"names\", or else \"name\"");
    }
    if (single.isPresent()) {
      names.add(single.get());
    }
    List<String> checked = new ArrayList<>();
    for (Json each : names) {
      String name = Fields.text(each);
      if (!CallNames.isKnown(name)) {
        throw each.place()
            .refuse("no system call is called " + Json.shown(name) + CallNames.suggestion(name));
      }
      checked.add(name);
    }
    return checked;
  }

  private static Comparison comparison(Json json) throws SeccompException {
    Fields fields = Fields.of(json, Set.of("index", "value", "valueTwo", "op"));
    fields.required("index");
    fields.required("value");
    Json operator = fields.required("op");
    String name = Fields.text(operator);
    Optional<Comparison.Operator> known = Comparison.Operator.named(name);
    if (known.isEmpty()) {
      throw operator.place().refuse("no comparison is called " + Json.shown(name));
    }
    return new Comparison(
        fields.number("index", SeccompData.ARGUMENTS - 1).orElseThrow(),
        fields.word("value"),
        fields.word("valueTwo"),
        known.get(),
        json.place());
  }

  private static Scope scope(Fields rule, String name) throws SeccompException {
    Optional<Json> json = rule.get(name);
    if (json.isEmpty()) {
      return Scope.EMPTY;
    }
    Fields fields = Fields.of(json.get(), Set.of("caps", "arches", "minKernel"));
    Set<String> capabilities = new HashSet<>();
    for (Json each : fields.array("caps")) {
      String capability = Fields.text(each);
      if (!capability.startsWith("CAP_") || !CAPABILITIES.contains(capability.substring(4))) {
        throw each.place().refuse("no capability is called " + Json.shown(capability));
      }
      capabilities.add(capability);
    }
    Set<String> architectures = new HashSet<>();
    for (Json each : fields.array("arches")) {
      String architecture = Fields.text(each);
      if (!GO_ARCHITECTURES.contains(architecture)) {
        throw each.place()
            .refuse("no architecture is called %s here".formatted(Json.shown(architecture)));
      }
      architectures.add(architecture);
    }
    return new Scope(capabilities, architectures, minKernel(fields));
  }

  private static Optional<KernelVersion> minKernel(Fields fields) throws SeccompException {
    Optional<String> text = fields.text("minKernel");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<KernelVersion> version = KernelVersion.parse(text.get());
    if (version.isEmpty() || !version.get().toString().equals(text.get())) {
      throw fields.place("minKernel").refuse("must be two numbers, as in 4.8");
    }
    return version;
  }

  /**
   * An action and, for those that have one, its number; 1, EPERM, when none is given. Podman's
   * profiles give its name besides, which nobody else reads.
   */
  private static Action action(Fields fields, String name, String errnoName)
      throws SeccompException {
    Json json = fields.required(name);
    String number = errnoName + "Ret";
    OptionalInt errno = fields.number(number, 0xffff);
    Optional<String> named = fields.text(errnoName);
    if (named.isPresent() && !Errno.named(named.get()).equals(errno)) {
      throw fields
          .place(errnoName)
          .refuse("must be the name of the errno in \"%s\", which counts".formatted(number));
    }
    Action action = action(json, errno, fields.place(number));
    boolean takesErrno = action.kind() == Action.Kind.ERRNO || action.kind() == Action.Kind.TRACE;
    if (errno.isPresent() && !takesErrno) {
      throw fields.place(number).refuse(Fields.text(json) + " takes no number");
    }
    return action;
  }

  private static Action action(Json json, OptionalInt errno, Place place) throws SeccompException {
    String name = Fields.text(json);
    return switch (name) {
      case "SCMP_ACT_ALLOW" -> Action.ALLOW;
      case "SCMP_ACT_ERRNO" -> {
        if (errno.orElse(0) > Action.MOST_ERRNO) {
          throw place.refuse("an errno is at most " + Action.MOST_ERRNO);
        }
        yield Action.errno(errno.orElse(1));
      }
      case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> Action.KILL_THREAD;
      case "SCMP_ACT_KILL_PROCESS" -> Action.KILL_PROCESS;
      case "SCMP_ACT_LOG" -> Action.LOG;
      case "SCMP_ACT_NOTIFY" -> Action.USER_NOTIF;
      case "SCMP_ACT_TRACE" -> Action.trace(errno.orElse(1));
      case "SCMP_ACT_TRAP" -> Action.TRAP;
      default -> throw json.place().refuse("no action is called " + Json.shown(name));
    };
  }
}
