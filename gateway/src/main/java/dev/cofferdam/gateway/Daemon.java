package dev.cofferdam.gateway;

import dev.cofferdam.audit.AuditException;
import dev.cofferdam.audit.AuditTrail;
import dev.cofferdam.docker.HostFacts;
import dev.cofferdam.identity.UnixIdentifier;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.policy.PolicyException;
import dev.cofferdam.state.HostPool;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.RangeLedger;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a process. {@code main} wires it by constructors; it ends on SIGTERM: no new
 * requests, streams get time to drain, the sockets go, the trail is closed last.
 */
public final class Daemon {
  /** How long streams may go on after SIGTERM. */
  private static final int DRAIN_SECONDS = 10;

  /** How long a create may wait for its user's create before it. */
  private static final long QUOTA_PATIENCE_MILLIS = 30_000;

  private final Settings settings;
  private final PolicyInForce policies;
  private final AuditTrail trail;
  private final CompletableFuture<SelfFilter> selfFilter;
  private final DecisionIds ids = new DecisionIds();
  private final Recorder recorder;
  private final MultiThreadIoEventLoopGroup loops;
  private final EngineClient engine;
  private final EngineVersion engineVersion;
  private final Reconciliation reconciliation;
  private final Gateway gateway;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Null until this daemon, and not another that starts at the same time, has the socket. */
  private volatile @Nullable Channel clients;

  private volatile @Nullable PolicyWatch policyWatch;

  private Daemon(
      Settings settings,
      PolicyInForce policies,
      AuditTrail trail,
      RangeLedger ledger,
      CompletableFuture<SelfFilter> selfFilter) {
    this.settings = settings;
    this.policies = policies;
    this.trail = trail;
    this.selfFilter = selfFilter;
    PlanStore plans = PlanStore.at(settings.state());
    this.recorder = new Recorder(trail, ids, policies);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()), SteadyEpoll.newFactory());
    this.engine = new EngineClient(loops, settings.engine());
    this.engineVersion = new EngineVersion(engine);
    this.reconciliation =
        new Reconciliation(plans, ledger, new OwnContainers(engine, engineVersion));
    this.gateway =
        new Gateway(
            settings.engine(),
            new Pipeline(
                stages(
                    policies,
                    engine,
                    engineVersion,
                    recorder,
                    sensitivePaths(),
                    new HostState(plans, ledger, reconciliation::soon, Kernel.real())),
                recorder),
            recorder,
            ids,
            engineVersion,
            MemoryBudget.ofHeap());
  }

  /** The way of every request. */
  static List<Stage> stages(
      PolicyInForce policies,
      EngineClient engine,
      EngineVersion engineVersion,
      Recorder recorder,
      Set<String> sensitive,
      HostState host) {
    EngineObjects objects = new EngineObjects(engine, engineVersion);
    SwarmObjects swarm = new SwarmObjects(objects);
    EngineFacts facts =
        new EngineFacts(HostFacts.standard().withSensitive(sensitive), engineVersion);
    JoinedContainers joined = new JoinedContainers(objects, facts);
    ResolveDocument document = new ResolveDocument(objects, swarm, joined, facts);
    ExecOwners execs = new ExecOwners();
    Stage identify = new Identify();
    Stage limit = new Limit(policies, new Pace(System::nanoTime));
    Stage parse = new Parse();
    Stage parseBody = new ParseBody();
    Stage resolve = new Resolve(objects, swarm, document, joined, execs);
    Stage weighMounts = new WeighMounts(new Mountings(objects), new MountingsUnderWay());
    Stage decide = new Decide();
    Stage claimBuild = new ClaimBuild();
    Stage narrow = new Narrow(objects);
    Stage quota =
        new Quota(new OwnContainers(engine, engineVersion), new Turns(QUOTA_PATIENCE_MILLIS));
    ContainerPlans plans = new ContainerPlans(host.plans(), host.ledger(), objects);
    Stage planNamespace = new PlanNamespace(plans, new NamespaceUser(objects, host.kernel()));
    Stage harden = new Harden();
    Stage record = new PutOnRecord(recorder);
    Stage makeVolumes = new MakeVolumes(objects, recorder);
    Stage enterContainer = new EnterContainer(host.plans(), objects, host.kernel());
    Stage forward =
        new Forward(engineVersion, execs, new Containers(plans, objects, host.mayHaveGone()));
    return List.of(
        identify,
        limit,
        parse,
        parseBody,
        resolve,
        weighMounts,
        decide,
        claimBuild,
        narrow,
        quota,
        planNamespace,
        harden,
        record,
        makeVolumes,
        enterContainer,
        forward);
  }

  /** Whoever can write below these is root, or can change what is decided and recorded. */
  private Set<String> sensitivePaths() {
    return Stream.of(settings.engine(), settings.socket(), settings.state(), settings.policy())
        .flatMap(path -> Stream.of(path, real(path)))
        .map(Path::toString)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException absent) {
      return path;
    }
  }

  /**
   * Runs until SIGTERM or SIGINT. Exit status 0 after a clean end, 1 when it cannot start, 2 for
   * wrong options.
   */
  public static void main(String[] args) throws InterruptedException {
    LogOutput.configure();
    Settings settings;
    try {
      settings = Settings.parse(List.of(args));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    try {
      Daemon daemon = open(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(daemon::stop, "stop"));
      daemon.start();
      daemon.stopped.await();
    } catch (PolicyException malformed) {
      malformed.problems().forEach(problem -> System.err.println(problem));
      System.exit(1);
    } catch (AuditException | IOException | RuntimeException failed) {
      System.err.println("cofferdam cannot start: " + reason(failed));
      Log.unexpected("start", failed);
      System.exit(1);
    }
  }

  private static String reason(Exception failed) {
    Throwable cause = failed;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static Daemon open(Settings settings)
      throws PolicyException, IOException, AuditException {
    CompletableFuture<SelfFilter> selfFilter = prepareSelfFilter(settings);
    PolicyInForce policies = PolicyInForce.load(settings.policy());
    Files.createDirectories(settings.state());
    SocketFile.prepare(settings.socket());
    SocketFile.prepare(settings.state().resolve("admin.sock"));
    AuditTrail trail = AuditTrail.open(settings.sinks(), Kernel.real());
    RangeLedger ledger =
        RangeLedger.at(settings.state(), HostPool.of(settings.state(), Path.of("/etc")));
    return new Daemon(settings, policies, trail, ledger, selfFilter);
  }

  /** Beside the rest of the start, which it would make half as long again. */
  private static CompletableFuture<SelfFilter> prepareSelfFilter(Settings settings) {
    return settings.selfFilter()
        ? CompletableFuture.supplyAsync(
            SelfFilter::ofThisHost, task -> Thread.ofVirtual().start(task))
        : new CompletableFuture<>();
  }

  private void start() throws IOException {
    ClientListener listener = new ClientListener(gateway, new UnixIdentifier(Kernel.real()));
    Channel listening = listener.bind(loops, settings.socket());
    clients = listening;
    String group = SocketFile.admit(settings.socket(), settings.group(), "cofferdam");
    reconciliation.check();
    SelfFilter.State filtered = underSelfFilter();
    StatusReport status =
        new StatusReport(
            settings,
            engineVersion,
            policies,
            gateway.sessions(),
            trail,
            new HazardSearch(new Hazards(Kernel.real()), settings, engine)::find,
            filtered);
    PolicyReload reload =
        new PolicyReload(
            policies, recorder, new Reach(Kernel.real(), HostFiles.ofThisHost())::whoReplaces);
    recorder.event(
        "gateway.start", "version " + Version.TEXT + ", policy " + policies.policy().version());
    Channel admin =
        new AdminApi(status, reload).bind(loops, settings.state().resolve("admin.sock"));
    watch(reload);
    reconciliation.start();
    listening.config().setAutoRead(true);
    Log.info(
        "listening on "
            + settings.socket()
            + " (group "
            + group
            + "), engine "
            + settings.engine()
            + ", policy "
            + policies.policy().version()
            + ", admin "
            + admin.localAddress());
  }

  /** From here on, this process can do less. */
  private SelfFilter.State underSelfFilter() throws IOException {
    if (!settings.selfFilter()) {
      Log.warn("it runs without a filter of its own system calls (--no-self-filter)");
      return SelfFilter.State.OFF;
    }
    return selfFilter.join().install(Kernel.real().seccomp());
  }

  /** From now on the policy file as it is is the one in force, or status says why it is not. */
  private void watch(PolicyReload reload) {
    reload.lookForOtherWriters();
    PolicyWatch watch = new PolicyWatch(policies, reload);
    policyWatch = watch;
    watch.start();
    Hangup.onEach(reload::now);
  }

  /** The shutdown hook: ends cleanly, whatever is under way. */
  private void stop() {
    try {
      Log.info("stopping: " + gateway.sessions().requests() + " requests under way");
      Channel listening = clients;
      if (listening == null) {
        return;
      }
      listening.close().awaitUninterruptibly();
      PolicyWatch watch = policyWatch;
      if (watch != null) {
        watch.close();
      }
      reconciliation.close();
      Files.deleteIfExists(settings.socket());
      gateway.sessions().drainAll();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
      while (gateway.sessions().requests() > 0 && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      int cut = gateway.sessions().requests();
      gateway.sessions().closeAll();
      recorder.event("gateway.stop", cut == 0 ? "drained" : cut + " requests were cut off");
      Files.deleteIfExists(settings.state().resolve("admin.sock"));
      engine.close();
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS);
      trail.close();
      Log.info("stopped");
    } catch (IOException | RuntimeException failed) {
      Log.unexpected("stop", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }
}
