package dev.cofferdam.gateway;

import dev.cofferdam.audit.AuditException;
import dev.cofferdam.audit.AuditTrail;
import dev.cofferdam.audit.Entry;
import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.identity.Identity;
import dev.cofferdam.policy.Mode;
import dev.cofferdam.policy.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns exchanges into records and hands them to the trail: one decision each, and one outcome. */
final class Recorder {
  private final AuditTrail trail;
  private final DecisionIds ids;
  private final PolicyInForce policies;

  Recorder(AuditTrail trail, DecisionIds ids, PolicyInForce policies) {
    this.trail = trail;
    this.ids = ids;
    this.policies = policies;
  }

  /**
   * A decision to go on, if it can be handed over without waiting: that it only reads and that
   * there is room. See {@link #allowed}.
   */
  boolean tryAllowed(Exchange exchange) {
    boolean handedOver = onlyReads(exchange) && trail.tryOffer(allowing(exchange));
    if (handedOver) {
      exchange.noteDecisionRecorded();
    }
    return handedOver;
  }

  /**
   * A decision to go on. What can change anything waits until every required sink has it; what only
   * reads waits for room in the queues.
   */
  void allowed(Exchange exchange) throws AuditException {
    Entry.Decision decision = allowing(exchange);
    if (onlyReads(exchange)) {
      trail.offer(decision);
    } else {
      trail.commit(decision);
    }
    exchange.noteDecisionRecorded();
  }

  private static boolean onlyReads(Exchange exchange) {
    return exchange.call().operation().access() == Operation.Access.READ
        && exchange.privileges().isEmpty();
  }

  private Entry.Decision allowing(Exchange exchange) {
    return switch (exchange.verdict().orElseThrow()) {
      case Verdict.AllowAnyway(Mode mode, Verdict.Deny refusal) ->
          decision(exchange, true, refusal.rule().orElse(""), refusal.reason(), mode.id());
      case Verdict.Allow allow -> decision(exchange, true, allow.rule().orElse(""), "allowed", "");
      case Verdict.AllowSome some ->
          decision(exchange, true, some.rule().orElse(""), "allowed", "");
      case Verdict.Deny deny -> throw new IllegalStateException("refused, and going on");
    };
  }

  /** A decision to refuse, if there is room for it now. */
  boolean tryRefused(Exchange exchange, Refusal refusal) {
    return trail.tryOffer(
        decision(exchange, false, refusal.rule().orElse(""), refusal.reason(), ""));
  }

  /** A decision to refuse; waits for room. */
  void refused(Exchange exchange, Refusal refusal) {
    try {
      trail.offer(decision(exchange, false, refusal.rule().orElse(""), refusal.reason(), ""));
    } catch (AuditException unrecorded) {
      // The request is refused either way; that it is missing is said where the operator looks.
      Log.warn("refusal " + exchange.id() + " is not on record", unrecorded);
    }
  }

  /** Bytes that never became a request. */
  String undecodable(PeerIdentity peer, Refusal refusal) {
    String id = ids.next();
    Instant now = Instant.now();
    try {
      trail.offer(
          new Entry.Decision(
              now,
              id,
              unknownActor(peer),
              new Entry.Asked("unknown", "", "", List.of(), "", "", List.of(), ""),
              false,
              "",
              refusal.reason(),
              policies.policy().version(),
              ""));
      trail.offer(
          new Entry.Outcome(
              now, id, "", "unknown", refusal.status(), "refused", refusal.reason(), "", 0, 0, 0));
    } catch (AuditException unrecorded) {
      Log.warn("refusal " + id + " is not on record", unrecorded);
    }
    return id;
  }

  /**
   * What came of it. Never blocks.
   *
   * @return the record where the trail had no room for it: hand it to {@link #catchUp} before going
   *     on
   */
  Optional<Entry> concluded(Exchange exchange, Ending ending) {
    Entry.Outcome outcome =
        new Entry.Outcome(
            Instant.now(),
            exchange.id(),
            exchange.knownIdentity().map(Identity::user).orElse(""),
            operation(exchange),
            ending.status(),
            ending.result(),
            ending.message(),
            ending.created(),
            ending.bytesIn(),
            ending.bytesOut(),
            exchange.microsSinceStart());
    return trail.tryOffer(outcome) ? Optional.empty() : Optional.of(outcome);
  }

  /** Hands a record over that had no room; blocks, for virtual threads. */
  void catchUp(Entry outcome) {
    try {
      trail.offer(outcome);
    } catch (AuditException unrecorded) {
      Log.warn("outcome of " + outcome.id() + " is not on record", unrecorded);
    }
  }

  void event(String name, String message) {
    try {
      trail.offer(new Entry.Event(Instant.now(), ids.next(), name, message));
    } catch (AuditException unrecorded) {
      Log.warn("event " + name + " is not on record", unrecorded);
    }
  }

  private Entry.Decision decision(
      Exchange exchange, boolean allowed, String rule, String reason, String mode) {
    return new Entry.Decision(
        Instant.now(),
        exchange.id(),
        actor(exchange),
        asked(exchange),
        allowed,
        rule,
        reason,
        exchange.policyVersion().orElseGet(() -> policies.policy().version()),
        mode);
  }

  private static String operation(Exchange exchange) {
    return exchange.knownCall().map(call -> call.operation().id()).orElse("unknown");
  }

  private static Entry.Actor actor(Exchange exchange) {
    PeerIdentity peer = exchange.connection().peer();
    return exchange
        .knownIdentity()
        .map(known -> actor(known, peer))
        .orElseGet(() -> unknownActor(peer));
  }

  private static Entry.Actor actor(Identity identity, PeerIdentity peer) {
    return identity
        .peer()
        .map(process ->
            new Entry.Actor(
                identity.user(),
                identity.groups().stream().sorted().toList(),
                identity.via(),
                process.uid(),
                process.userName(),
                process.gid(),
                process.pid(),
                process.loginUid(),
                process.loginUser()))
        .orElseGet(() -> unknownActor(peer));
  }

  private static Entry.Actor unknownActor(PeerIdentity peer) {
    return new Entry.Actor(
        "",
        List.of(),
        "unix",
        peer.uid(),
        "",
        peer.gid(),
        peer.pid(),
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Entry.Asked asked(Exchange exchange) {
    return new Entry.Asked(
        operation(exchange),
        exchange.head().method().name(),
        exchange.knownCall().map(RecordedPath::of).orElseGet(() -> RecordedPath.raw(exchange)),
        exchange.resources().stream().map(Resource::label).toList(),
        containerId(exchange.resources()),
        image(exchange.resources()),
        exchange.privileges().stream().map(Privilege::name).toList(),
        confinement(exchange));
  }

  private static String containerId(List<Resource> resources) {
    for (Resource resource : resources) {
      if (resource instanceof Resource.Container container && !container.id().isEmpty()) {
        return container.id();
      }
    }
    return "";
  }

  private static String image(List<Resource> resources) {
    for (Resource resource : resources) {
      if (resource instanceof Resource.Image image) {
        return image.asked();
      }
      if (resource instanceof Resource.Container container && !container.image().isEmpty()) {
        return container.image();
      }
    }
    return "";
  }

  private static String confinement(Exchange exchange) {
    boolean confines =
        exchange
            .knownCall()
            .map(call ->
                switch (call.operation()) {
                  case CONTAINER_CREATE, EXEC_CREATE, IMAGE_BUILD -> true;
                  default -> !exchange.privileges().isEmpty();
                })
            .orElse(false);
    if (!confines) {
      return "";
    }
    Confinement widest = Confinement.RESTRICTED;
    for (Privilege privilege : exchange.privileges()) {
      widest = widest.or(privilege.tier());
    }
    return widest.id();
  }
}
