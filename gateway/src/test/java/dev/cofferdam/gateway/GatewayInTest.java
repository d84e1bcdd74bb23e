package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.AuditLog;
import dev.cofferdam.audit.AuditTrail;
import dev.cofferdam.audit.Entry;
import dev.cofferdam.audit.LogFilter;
import dev.cofferdam.audit.LogRecord;
import dev.cofferdam.audit.SinkSpec;
import dev.cofferdam.identity.Identification;
import dev.cofferdam.identity.Identity;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.RangeLedger;
import dev.cofferdam.userns.Pool;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A whole gateway in the test's process, in front of a {@link StubEngine}. */
final class GatewayInTest implements AutoCloseable {
  private static final String POLICY =
      """
      version: 1
      roles:
        all:
          - allow: ["*"]
            confinement: super-privileged
        web:
          - allow: [system.ping, system.version]
          - allow: [container.list, container.inspect, container.start, container.logs, container.rename]
            containers: ["web-*"]
      bindings:
        - role: all
          to: ["user:boss"]
        - role: web
          to: ["user:webber"]
      """;

  final StubEngine engine;
  final Path socket;
  final Path policy;
  final PolicyInForce policies;

  /** Half of it is one uid's, and all connections of a test are of one. */
  static final long MEMORY = 64 << 20;

  final MemoryBudget memory = new MemoryBudget(MEMORY, 2_000);

  final Gateway gateway;
  final Recorder recorder;
  volatile String user = "boss";
  volatile Optional<Identity.Peer> peer = Optional.empty();
  volatile Runnable afterResolving = () -> {};
  final PlanStore plans;
  final RangeLedger ledger;

  /** How often a container may have gone. */
  final AtomicInteger gone = new AtomicInteger();

  private final Path audit;
  private final AuditTrail trail;
  final EngineClient client;
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
  private final Channel listening;

  GatewayInTest(Path directory) throws Exception {
    this(directory, List.of());
  }

  /**
   * @param sinks of the trail, besides the file
   */
  GatewayInTest(Path directory, List<SinkSpec> sinks) throws Exception {
    socket = directory.resolve("docker.sock");
    policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    audit = directory.resolve("audit");
    engine = new StubEngine(directory.resolve("engine.sock"));
    plans = PlanStore.at(directory);
    ledger = RangeLedger.at(directory, Pool.of(Pool.DEFAULT_SPAN, List.of()));
    policies = PolicyInForce.load(policy);
    List<SinkSpec> all = new ArrayList<>(List.of(SinkSpec.parse("file:" + audit + ",required")));
    all.addAll(sinks);
    trail = AuditTrail.open(all, Kernel.real());
    client = new EngineClient(loops, directory.resolve("engine.sock"));
    EngineVersion version = new EngineVersion(client);
    DecisionIds ids = new DecisionIds();
    recorder = new Recorder(trail, ids, policies);
    gateway =
        new Gateway(
            directory.resolve("engine.sock"),
            new Pipeline(stages(version, recorder), recorder),
            recorder,
            ids,
            version,
            memory);
    listening =
        new ClientListener(
                gateway,
                evidence -> new Identification.Known(new Identity(user, Set.of(), "unix", peer)))
            .bind(loops, socket);
    listening.config().setAutoRead(true);
  }

  /**
   * The daemon's own, and {@link #afterResolving} between what is found out and what is decided.
   */
  private List<Stage> stages(EngineVersion version, Recorder recorder) {
    HostState host = new HostState(plans, ledger, () -> gone.incrementAndGet(), Kernel.real());
    List<Stage> stages =
        new ArrayList<>(Daemon.stages(policies, client, version, recorder, Set.of(), host));
    stages.add(
        stages.size() - 10,
        new Stage() {
          @Override
          public boolean mayWait(Exchange exchange) {
            return true;
          }

          @Override
          public Optional<Refusal> apply(Exchange exchange) {
            afterResolving.run();
            return Optional.empty();
          }
        });
    return stages;
  }

  RawClient connect() throws Exception {
    return new RawClient(socket);
  }

  /** Waits until no request and no connection is open. */
  void awaitQuiet() {
    await(
        "nothing is open",
        () ->
            gateway.sessions().requests() == 0
                && gateway.sessions().connections() == 0
                && gateway.sessions().tunnels() == 0);
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting until %s", what).isLessThan(deadline);
      Thread.onSpinWait();
      try {
        TimeUnit.MILLISECONDS.sleep(Duration.ofMillis(2).toMillis());
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }
  }

  /** Hands over records until the last sink, which takes none, has no room for another. */
  void fillTrail() {
    Entry record = new Entry.Event(Instant.EPOCH, "0", "test", "");
    do {
      while (trail.tryOffer(record)) {
        Thread.onSpinWait();
      }
      await("the file has what it got", () -> trail.health().getFirst().queued() == 0);
    } while (trail.tryOffer(record));
  }

  /** Every record so far, those included that were handed over and are still being written. */
  List<LogRecord> records() throws Exception {
    await(
        "what was handed over is written",
        () -> trail.health().stream().allMatch(sink -> sink.queued() == 0));
    List<LogRecord> found = new ArrayList<>();
    AuditLog.read(audit, LogFilter.ALL, found::add);
    return found;
  }

  /** The only outcome, once it is written. */
  LogRecord outcome() throws Exception {
    List<LogRecord> outcomes = new ArrayList<>();
    await(
        "an outcome is on record",
        () -> {
          outcomes.clear();
          try {
            records().stream()
                .filter(line -> line.text("kind").equals("outcome"))
                .forEach(outcomes::add);
          } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
          }
          return !outcomes.isEmpty();
        });
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  /** Every id has exactly one decision and one outcome. */
  void assertPaired(int requests) throws Exception {
    await("all records are written", () -> count() >= 2L * requests);
    Map<String, List<String>> byId = new HashMap<>();
    for (LogRecord line : records()) {
      byId.computeIfAbsent(line.text("id"), id -> new ArrayList<>()).add(line.text("kind"));
    }
    assertThat(byId).hasSize(requests);
    assertThat(byId.values())
        .allSatisfy(types -> assertThat(types).containsExactly("decision", "outcome"));
  }

  private long count() {
    try {
      return records().size();
    } catch (Exception unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close().syncUninterruptibly();
    gateway.sessions().closeAll();
    client.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    trail.close();
    engine.close();
  }
}
