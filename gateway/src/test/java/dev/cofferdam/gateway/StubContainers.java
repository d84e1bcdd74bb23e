package dev.cofferdam.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a {@link StubEngine} remembers of containers: it creates, lists and inspects them. */
final class StubContainers {
  private record Kept(String owner, String hostConfig, String exposed) {}

  private static final Pattern OWNER = Pattern.compile("\"dev.cofferdam.owner\":\"(\\w+)\"");
  private static final Pattern HOST = Pattern.compile("\"HostConfig\":(\\{.*\\})\\}$");
  private static final Pattern FILTER = Pattern.compile("dev.cofferdam.owner=(\\w+)");

  private final StubEngine engine;
  private final Map<String, Kept> kept = new ConcurrentSkipListMap<>();
  private final AtomicInteger next = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();

  /** What a create waits for before it does anything. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  StubContainers(StubEngine engine) {
    this.engine = engine;
    engine.on("POST /containers/create", this::create);
    engine.on("GET /containers/json", this::list);
  }

  int count() {
    return kept.size();
  }

  /** As if it had been created at the engine; its host config and exposed ports as JSON. */
  String put(String owner, String hostConfig, String exposed) {
    String id = String.format("%064x", next.incrementAndGet());
    kept.put(id, new Kept(owner, hostConfig, exposed));
    engine.json(
        "GET /containers/" + id + "/json",
        """
        {"Id":"%s","Name":"/c%d","State":{"Pid":1},"HostConfig":%s,"Config":{"Image":"foobar",\
        "ExposedPorts":%s,"Labels":{"dev.cofferdam.owner":"%s"}}}\
        """
            .formatted(id, next.get(), hostConfig, exposed, owner));
    most.accumulateAndGet(kept.size(), Math::max);
    return id;
  }

  void remove(String id) {
    kept.remove(id);
    engine.on(
        "GET /containers/" + id + "/json",
        (asked, connection, out) -> StubEngine.sized(out, 404, "{\"message\":\"gone\"}"));
  }

  private void create(StubEngine.Asked asked, SocketChannel connection, OutputStream out)
      throws IOException {
    try {
      gate.await();
    } catch (InterruptedException stopping) {
      throw new IOException(stopping);
    }
    Matcher owner = OWNER.matcher(asked.text());
    Matcher host = HOST.matcher(asked.text());
    String id = put(owner.find() ? owner.group(1) : "", host.find() ? host.group(1) : "{}", "null");
    StubEngine.sized(out, 201, "{\"Id\":\"" + id + "\",\"Warnings\":[]}");
  }

  private void list(StubEngine.Asked asked, SocketChannel connection, OutputStream out)
      throws IOException {
    Matcher filter = FILTER.matcher(URLDecoder.decode(asked.path(), StandardCharsets.UTF_8));
    String owner = filter.find() ? filter.group(1) : "";
    StubEngine.sized(
        out,
        200,
        kept.entrySet().stream()
            .filter(entry -> entry.getValue().owner().equals(owner))
            .map(entry -> "{\"Id\":\"" + entry.getKey() + "\",\"Labels\":{\"Id\":\"x\"}}")
            .collect(Collectors.joining(",", "[", "]")));
  }
}
