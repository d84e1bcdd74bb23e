package dev.cofferdam.bench;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that the bench started, and ends by its pid. */
final class Service implements AutoCloseable {
  private static final long READY_SECONDS = 60;

  private final String name;
  private final Process process;

  private Service(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts it and waits until its socket takes a connection.
   *
   * @param log gets what it prints
   */
  static Service start(String name, Path socket, Path log, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Service service = new Service(name, process);
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (!accepts(socket)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        service.close();
        throw new IOException(name + " does not start; it said:\n" + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return service;
  }

  private static boolean accepts(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        System.err.println(name + " does not end; it is killed");
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
