package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which network a private engine gives to containers. */
enum EngineNetwork {
  /** The engine's default bridge, which it makes: there is none yet, and no other engine. */
  BRIDGE,

  /**
   * No default bridge and no packet filter rules: two engines that share these break each other.
   */
  NONE;

  private static final Path INTERFACES = Path.of("/sys/class/net");
  private static final String DEFAULT_BRIDGE = "docker0";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  List<String> options() {
    return switch (this) {
      case BRIDGE -> List.of();
      case NONE -> List.of("--bridge", "none", "--iptables=false");
    };
  }

  /**
   * @param file what the last start recorded, if that engine was not stopped: then a default bridge
   *     that is there is its own
   */
  static EngineNetwork choose(Path file) throws IOException {
    if (engineRuns()) {
      return NONE;
    }
    boolean foreign = Files.exists(INTERFACES.resolve(DEFAULT_BRIDGE)) && recorded(file) == NONE;
    return foreign ? NONE : BRIDGE;
  }

  void record(Path file) throws IOException {
    Files.writeString(file, name() + "\n");
  }

  static EngineNetwork recorded(Path file) throws IOException {
    return Files.exists(file) && Files.readString(file).strip().equals(BRIDGE.name())
        ? BRIDGE
        : NONE;
  }

  /** The interface of the default network, if this engine has one. */
  List<String> interfaces() {
    return switch (this) {
      case BRIDGE -> List.of(DEFAULT_BRIDGE);
      case NONE -> List.of();
    };
  }

  /** The interfaces of all networks of this engine, which has to be asked while it runs. */
  List<String> interfaces(EngineAddress engine) {
    List<String> names = new ArrayList<>(interfaces());
    try {
      String body = UnixHttp.get(engine.socket(), "/networks", LIMIT).body();
      for (Json network : Json.parse(body).items()) {
        if (network.text("Driver").equals("bridge") && !network.text("Name").equals("bridge")) {
          names.add("br-" + network.text("Id").substring(0, 12));
        }
      }
    } catch (IOException | Json.Unexpected | StringIndexOutOfBoundsException e) {
      // An engine that does not say cannot be cleaned up after beyond its default bridge.
      return names;
    }
    return names;
  }

  /** Takes away what it made in the host's network. */
  void remove(List<String> interfaces) throws IOException, InterruptedException {
    for (String name : interfaces) {
      if (Files.exists(INTERFACES.resolve(name))) {
        Command.run(List.of("ip", "link", "delete", name));
      }
    }
    if (this == BRIDGE && !engineRuns()) {
      PacketFilter.removeEngineRules(interfaces);
    }
  }

  /** Whether an engine runs, other than one that was told to keep its hands off the network. */
  private static boolean engineRuns() throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (read(process.resolve("comm")).strip().equals("dockerd")
            && usesNetwork(read(process.resolve("cmdline")))) {
          return true;
        }
      }
    }
    return false;
  }

  /** An engine that has ended and was not waited for yet has no command line any more. */
  private static boolean usesNetwork(String commandLine) {
    return !commandLine.isEmpty() && !commandLine.contains("\0--iptables=false");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
