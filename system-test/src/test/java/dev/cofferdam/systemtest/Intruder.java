package dev.cofferdam.systemtest;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Code that runs inside the gateway, where no request can put any: loaded as an agent, by root. It
 * tries to start a program, and does what the gateway itself has to be able to.
 */
public final class Intruder {
  private Intruder() {}

  /**
   * @param report where to write what came of it
   */
  public static void agentmain(String report) throws IOException {
    Files.write(Path.of(report), List.of("program: " + program(), "socket: " + socket()));
  }

  private static String program() {
    try {
      return "exit status " + new ProcessBuilder("true").start().waitFor();
    } catch (IOException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String socket() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return "open " + channel.isOpen();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Gets into a process, and gives what it reported. */
  static List<String> into(long pid, Path directory) throws IOException {
    Path jar = directory.resolve("intruder.jar");
    Path report = directory.resolve("report");
    Files.deleteIfExists(report);
    write(jar);
    Command.of(jcmd(), Long.toString(pid), "JVMTI.agent_load", jar.toString(), report.toString())
        .orFail();
    Await.until("the agent has reported", Command.LIMIT, () -> Files.exists(report));
    return Files.readAllLines(report);
  }

  static String jcmd() {
    return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
  }

  private static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", Intruder.class.getName());
    String name = Intruder.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new JarEntry(name));
      try (var bytes = Intruder.class.getResourceAsStream("Intruder.class")) {
        out.write(java.util.Objects.requireNonNull(bytes).readAllBytes());
      }
    }
  }
}
