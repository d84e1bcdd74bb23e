package dev.cofferdam.cli;

import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The example policy in the place of the running gateway's own, until the demo ends. Which one was
 * there before is kept in a file, so that a demo that was killed is put right by the next.
 */
final class DemoPolicy {
  private final StateDirectory state;
  private final Path example;

  DemoPolicy(StateDirectory state, Path example) {
    this.state = state;
    this.example = example.toAbsolutePath().normalize();
  }

  /** Beside the class path that runs, or above the working directory. */
  static Optional<Path> find() {
    Path program = Path.of(System.getProperty("java.class.path", "").split(":", 2)[0]);
    for (Path start : List.of(program.toAbsolutePath(), Path.of("").toAbsolutePath())) {
      for (Path at = start; at != null; at = at.getParent()) {
        Path file = at.resolve("examples").resolve("three-admins.yaml");
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private Path memory() {
    return state.path().resolve("demo-policy-before");
  }

  boolean isInForce(String version) throws IOException, CommandFailure {
    try {
      String text = Files.readString(example);
      return Policy.parse(text, example.toString()).version().equals(version);
    } catch (PolicyException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  void putInForce(String before) throws IOException, CommandFailure {
    if (!Files.exists(memory())) {
      Files.createFile(
          memory(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(memory(), before);
    }
    reload(example.toString());
  }

  /** The policy that was there before, if this or an earlier demo replaced it. */
  Optional<String> restore() throws IOException, CommandFailure {
    if (!Files.exists(memory())) {
      return Optional.empty();
    }
    String before = Files.readString(memory());
    if (!before.isEmpty()) {
      reload(before);
    }
    Files.delete(memory());
    return Optional.of(before);
  }

  private void reload(String file) throws IOException, CommandFailure {
    String body = new DockerCommandLineJson().put("policy", file).text();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /reload HTTP/1.1\r\nHost: cofferdam\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(state.adminSocket()));
      write(channel, head.getBytes(StandardCharsets.US_ASCII));
      write(channel, bytes);
      byte[] answer = Channels.newInputStream(channel).readAllBytes();
      HttpAnswer parsed =
          HttpAnswer.parse(answer, true).orElseThrow(() -> new IOException("no answer to reload"));
      if (parsed.status() != 200) {
        throw new CommandFailure(
            "The gateway does not take the policy " + file + ": " + parsed.body().strip());
      }
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
