package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Resident memory of a gateway: idle, under load, and with streams open. */
final class MemoryBench {
  private static final int STREAMS = 200;
  private static final int TRICKLING_SECONDS = 10;
  private static final String EXEC =
      """
      {"AttachStdout":true,"Cmd":["sh","-c","while :; do echo line; sleep 1; done"]}\
      """;

  private final Service gateway;
  private final Path socket;

  MemoryBench(Service gateway, Path socket) {
    this.gateway = gateway;
    this.socket = socket;
  }

  /**
   * @param container prints a line a second
   */
  void run(String container, Duration load) throws IOException, InterruptedException {
    System.out.printf("%n### Resident memory of the gateway%n%n");
    System.out.println("| when | VmRSS MiB | most so far MiB |");
    System.out.println("|---|--:|--:|");
    row("idle, after its start");
    ClosedLoop.run(socket, Requests.PING, 50, Duration.ofSeconds(1), load);
    ClosedLoop.run(socket, Requests.LIST, 50, Duration.ofSeconds(1), load);
    row("after load on 50 connections");
    List<Api> streams = new ArrayList<>();
    try {
      for (int i = 0; i < STREAMS; i++) {
        streams.add(stream(i, container));
      }
      trickle(streams);
      row(STREAMS + " streams open: 100 logs, 60 attach, 40 exec");
    } finally {
      for (Api stream : streams) {
        stream.close();
      }
    }
  }

  private Api stream(int number, String container) throws IOException {
    Api api = new Api(socket);
    if (number % 5 == 4) {
      String exec = api.post("/containers/" + container + "/exec", EXEC, 201);
      api.open("POST", "/exec/" + exec + "/start", "{\"Detach\":false,\"Tty\":false}", 101);
    } else if (number % 5 < 2 || number % 10 == 2) {
      api.open("GET", "/containers/" + container + "/logs?follow=1&stdout=1", "", 200);
    } else {
      api.open("POST", "/containers/" + container + "/attach?stream=1&stdout=1", "", 101);
    }
    return api;
  }

  /** Each stream has to bring something each time. */
  private static void trickle(List<Api> streams) throws IOException {
    long until = System.nanoTime() + Duration.ofSeconds(TRICKLING_SECONDS).toNanos();
    while (System.nanoTime() < until) {
      for (Api stream : streams) {
        if (stream.next() == 0) {
          throw new IOException("a stream that should trickle has dried up");
        }
      }
    }
  }

  private void row(String when) throws IOException {
    System.out.printf(
        Locale.ROOT, "| %s | %.0f | %.0f |%n", when, mebibytes("VmRSS:"), mebibytes("VmHWM:"));
  }

  private double mebibytes(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no " + field + " for pid " + gateway.pid());
  }
}
