package dev.cofferdam.cli;

import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the daemon is started: its command line and its environment.
 *
 * <p>It runs on the Java and with the class path of this program. Where that was started from an
 * installation, {@code -Dcofferdam.lib} names the folder with the daemon's own options and the
 * archive of classes.
 */
record DaemonProgram(Path java, String classPath, Optional<Path> library) {
  private static final String MAIN = "dev.cofferdam.gateway.Daemon";

  /**
   * Nothing else of the administrator's environment reaches the daemon, least of all JVM options.
   */
  private static final List<String> KEPT =
      List.of("LANG", "LC_ALL", "TZ", "NOTIFY_SOCKET", "INVOCATION_ID");

  private static final String SEARCH_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  static DaemonProgram ofThisProcess() {
    return new DaemonProgram(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path", ""),
        Optional.ofNullable(System.getProperty("cofferdam.lib")).map(Path::of));
  }

  List<String> command(UpSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    library
        .map(lib -> lib.resolve("daemon.options"))
        .filter(Files::exists)
        .ifPresent(options -> command.add("@" + options));
    library
        .map(lib -> lib.resolve("cofferdam.jsa"))
        .filter(Files::exists)
        .ifPresent(archive -> command.add("-XX:SharedArchiveFile=" + archive));
    command.addAll(List.of("-Xshare:auto", "-cp", classPath, MAIN));
    command.addAll(settings.arguments());
    return command;
  }

  /** Becomes the daemon, under the same process id, so that a service manager sees one process. */
  RuntimeException become(Kernel kernel, UpSettings settings, Map<String, String> current)
      throws KernelException {
    return kernel.execve(java, command(settings), environment(current));
  }

  Map<String, String> environment(Map<String, String> current) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", SEARCH_PATH);
    for (String name : KEPT) {
      String value = current.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }
}
