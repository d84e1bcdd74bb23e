package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ContainerFilter;
import dev.cofferdam.docker.ContainerNamespace;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Takeover;
import dev.cofferdam.gateway.Forwarding.Treatment;
import dev.cofferdam.identity.Identity;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.Verdict;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request and what the stages of the pipeline have found out about it. A stage may ask for what
 * an earlier stage sets; asking too early is a mistake of ours and fails.
 *
 * <p>Filled by one thread at a time: the event loop, then perhaps a virtual thread. When it is
 * forwarded or answered, the event loop has it back and only reads it.
 */
final class Exchange {
  private final String id;
  private final HttpRequest head;
  private final boolean hasBody;
  private final ClientConnection connection;
  private final MemoryBudget.Share memory;
  private final long startedNanos = System.nanoTime();
  private final NavigableSet<Privilege> privileges = new TreeSet<>();
  private List<Resource> resources = List.of();
  private Optional<Identity> identity = Optional.empty();
  private Optional<ApiCall> asked = Optional.empty();
  private Optional<ApiCall> call = Optional.empty();
  private Optional<Verdict> verdict = Optional.empty();
  private Optional<Treatment> treatment = Optional.empty();
  private @Nullable RequestModel model;
  private @Nullable Policy policy;
  private final List<Runnable> atEnd = new ArrayList<>();
  private Runnable nothingCreated = () -> {};
  private boolean decisionRecorded;
  private final Map<String, String> explanations = new TreeMap<>();
  private List<Held> held = List.of();
  private Optional<ContainerFilter> filter = Optional.empty();
  private Optional<StandIn> standIn = Optional.empty();
  private Optional<ContainerNamespace> namespace = Optional.empty();
  private Optional<NamespaceDraft> draft = Optional.empty();

  Exchange(String id, HttpRequest head, ClientConnection connection, MemoryBudget.Share memory) {
    this.id = id;
    this.head = head;
    this.hasBody = Framing.hasBody(head);
    this.connection = connection;
    this.memory = memory;
  }

  String id() {
    return id;
  }

  HttpRequest head() {
    return head;
  }

  boolean hasBody() {
    return hasBody;
  }

  ClientConnection connection() {
    return connection;
  }

  /** From which comes what it holds in memory; all is given back at its end. */
  MemoryBudget.Share memory() {
    return memory;
  }

  long microsSinceStart() {
    return (System.nanoTime() - startedNanos) / 1000;
  }

  /** Empty until the stage {@code identify} has run, and where nobody could be established. */
  Optional<Identity> knownIdentity() {
    return identity;
  }

  Identity identity() {
    return identity.orElseThrow();
  }

  void identity(Identity known) {
    identity = Optional.of(known);
  }

  /** Empty where the request line could not be understood. */
  Optional<ApiCall> knownCall() {
    return call;
  }

  ApiCall call() {
    return call.orElseThrow();
  }

  /** What the call has become; the first one is what the client asked. */
  void call(ApiCall understood) {
    call = Optional.of(understood);
    if (asked.isEmpty()) {
      asked = call;
    }
  }

  /** The call as the client wrote it, with its own words for what it names. */
  ApiCall asked() {
    return asked.orElseThrow();
  }

  /** What the body means and how it goes on. */
  RequestModel model() {
    return Objects.requireNonNull(model, "the body was not parsed");
  }

  void model(RequestModel parsed) {
    model = parsed;
  }

  List<Resource> resources() {
    return resources;
  }

  void resources(List<Resource> resolved) {
    resources = List.copyOf(resolved);
  }

  NavigableSet<Privilege> privileges() {
    return privileges;
  }

  /** Says why the request takes a privilege whose name does not say it. */
  void explain(Privilege privilege, String sentence) {
    explanations.putIfAbsent(privilege.name(), sentence);
  }

  /** By the names of privileges. */
  Map<String, String> explanations() {
    return explanations;
  }

  /** Of system calls, for a container that is to be created. */
  Optional<ContainerFilter> filter() {
    return filter;
  }

  void filter(ContainerFilter settled) {
    filter = Optional.of(settled);
  }

  /** What answers in the engine's place. */
  Optional<StandIn> standIn() {
    return standIn;
  }

  void standIn(StandIn answering) {
    standIn = Optional.of(answering);
  }

  /** That a container is to have. */
  Optional<ContainerNamespace> namespace() {
    return namespace;
  }

  void namespace(ContainerNamespace settled) {
    namespace = Optional.of(settled);
  }

  /** What the runtime has to know of a container before it is started. */
  Optional<NamespaceDraft> draft() {
    return draft;
  }

  void draft(NamespaceDraft drawn) {
    draft = Optional.of(drawn);
  }

  Optional<Verdict> verdict() {
    return verdict;
  }

  void verdict(Verdict decided) {
    verdict = Optional.of(decided);
  }

  /** What happens to the answer, where it is not simply passed on. */
  Optional<Treatment> treatment() {
    return treatment;
  }

  void treatment(Treatment narrowed) {
    treatment = Optional.of(narrowed);
  }

  /**
   * The policy that decides on this request, from beginning to end: one that came into force
   * halfway would decide on what an earlier stage left out under the one before.
   */
  Policy policy() {
    return Objects.requireNonNull(policy, "no policy was taken");
  }

  void policy(Policy inForce) {
    policy = inForce;
  }

  /** Empty where the request was refused before any policy was asked. */
  Optional<String> policyVersion() {
    return Optional.ofNullable(policy).map(Policy::version);
  }

  /** To be done once it is over, however it ends. */
  void atEnd(Runnable task) {
    atEnd.add(task);
  }

  /** To be done when the engine answers that it has not created what it was asked for. */
  void ifNothingIsCreated(Runnable task) {
    nothingCreated = task;
  }

  void nothingCreated() {
    nothingCreated.run();
  }

  void end() {
    settle();
    atEnd.forEach(Runnable::run);
    memory.close();
  }

  /** Whether its one decision is on record; what goes wrong after that is its outcome. */
  boolean decisionRecorded() {
    return decisionRecorded;
  }

  void noteDecisionRecorded() {
    decisionRecorded = true;
  }

  /** Takes what is given back when the request is settled. */
  void hold(Held taken) {
    held = Stream.concat(held.stream(), Stream.of(taken)).toList();
  }

  /** The engine has answered, or will not be asked. Any number of times, by any thread. */
  void settle() {
    held.forEach(Held::giveBack);
  }

  /**
   * The client has gone and the engine has not answered: it may still do what it was asked, so what
   * the request holds is held until then.
   */
  void settleOnAnswer(Upstream link) {
    List<Held> still = held;
    if (still.stream().allMatch(Held::isOver)) {
      link.close();
    } else {
      held = List.of();
      link.closeAfterAnswer(() -> still.forEach(Held::giveBack));
    }
  }

  /**
   * Whether the bytes after this request may be no HTTP. A guess by the path, before it is parsed:
   * it only decides whether to read on, never whether to tunnel.
   */
  boolean asksForTunnel() {
    String uri = head.uri();
    return head.headers().contains(HttpHeaderNames.UPGRADE)
        || uri.contains("/attach")
        || (uri.contains("/exec/") && uri.contains("/start"));
  }

  /**
   * The protocol to ask the engine for: what the client asked for, if the route may be taken over
   * in that way; else empty.
   */
  String tunnelProtocol() {
    String asked = head.headers().get(HttpHeaderNames.UPGRADE);
    if (asked == null || call.isEmpty()) {
      return "";
    }
    String expected = protocol(call.get().route().takeover());
    return asked.toLowerCase(Locale.ROOT).equals(expected) ? expected : "";
  }

  boolean mayBeTakenOver() {
    return call.map(known -> known.route().takeover() != Takeover.NEVER).orElse(false);
  }

  private static String protocol(Takeover takeover) {
    return switch (takeover) {
      case NEVER -> "";
      case STREAMS -> "tcp";
      case WEBSOCKET -> "websocket";
      case H2C -> "h2c";
    };
  }
}
