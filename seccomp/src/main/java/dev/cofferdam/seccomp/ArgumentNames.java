package dev.cofferdam.seccomp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the arguments are called that filters look at, as section 2 of the manual calls them. */
final class ArgumentNames {
  private static final Map<String, List<String>> NAMES = new HashMap<>();

  static {
    names("socket", "family", "type", "protocol");
    names("socketpair", "family", "type", "protocol", "sv");
    names("socketcall", "call", "args");
    names("setsockopt", "sockfd", "level", "optname", "optval", "optlen");
    names("getsockopt", "sockfd", "level", "optname", "optval", "optlen");
    names("ipc", "call", "first", "second", "third", "ptr", "fifth");
    names("clone", "flags");
    names("unshare", "flags");
    names("setns", "fd", "nstype");
    names("personality", "persona");
    names("ioctl", "fd", "op", "arg");
    names("fcntl", "fd", "op", "arg");
    names("fcntl64", "fd", "op", "arg");
    names("prctl", "op", "arg2", "arg3", "arg4", "arg5");
    names("arch_prctl", "op", "addr");
    names("ptrace", "op", "pid", "addr", "data");
    names("keyctl", "op", "arg2", "arg3", "arg4", "arg5");
    names("bpf", "cmd", "attr", "size");
    names("seccomp", "op", "flags", "args");
    names("kcmp", "pid1", "pid2", "type", "idx1", "idx2");
    names("mount", "source", "target", "type", "flags", "data");
    names("umount2", "target", "flags");
    names("open", "path", "flags", "mode");
    names("openat", "dirfd", "path", "flags", "mode");
    names("chmod", "path", "mode");
    names("fchmod", "fd", "mode");
    names("fchmodat", "dirfd", "path", "mode");
    names("fchmodat2", "dirfd", "path", "mode", "flags");
    names("mknod", "path", "mode", "dev");
    names("mknodat", "dirfd", "path", "mode", "dev");
    names("mkdir", "path", "mode");
    names("mkdirat", "dirfd", "path", "mode");
    names("mmap", "addr", "length", "prot", "flags", "fd", "offset");
    names("mmap2", "addr", "length", "prot", "flags", "fd", "offset");
    names("mprotect", "addr", "size", "prot");
    names("pkey_mprotect", "addr", "size", "prot", "pkey");
    names("madvise", "addr", "size", "advice");
    names("memfd_create", "name", "flags");
    names("kill", "pid", "sig");
    names("tkill", "tid", "sig");
    names("tgkill", "tgid", "tid", "sig");
    names("futex", "uaddr", "op", "val", "timeout", "uaddr2", "val3");
    names("sched_setscheduler", "pid", "policy", "param");
    names("setpriority", "which", "who", "prio");
    names("quotactl", "op", "special", "id", "addr");
    names("syslog", "type", "buf", "size");
    names("reboot", "magic", "magic2", "op", "arg");
  }

  private ArgumentNames() {}

  private static void names(String call, String... arguments) {
    NAMES.put(call, List.of(arguments));
  }

  /** The name of an argument, {@code family}; {@code arg3} for one that is not known. */
  static String of(SystemCall call, int argument) {
    List<String> names = NAMES.getOrDefault(call.name(), List.of());
    return argument < names.size() ? names.get(argument) : "arg" + argument;
  }
}
