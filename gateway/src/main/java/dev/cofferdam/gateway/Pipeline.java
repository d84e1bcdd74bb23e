package dev.cofferdam.gateway;

import dev.cofferdam.audit.AuditException;
import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.MalformedBody;
import java.util.List;
import java.util.Optional;

/**
 * The way of every request, in order. Whatever goes wrong on it ends in a refusal: there is no path
 * around a stage, and none to the engine but through the last one.
 */
final class Pipeline {
  private final List<Stage> stages;
  private final Recorder recorder;

  Pipeline(List<Stage> stages, Recorder recorder) {
    this.stages = List.copyOf(stages);
    this.recorder = recorder;
  }

  /**
   * Decides on one request and sends it on its way. Starts on the connection's event loop and moves
   * to a virtual thread at the first stage that may have to wait.
   */
  void run(Exchange exchange) {
    advance(exchange, 0, true);
  }

  private void advance(Exchange exchange, int from, boolean onEventLoop) {
    boolean settled = false;
    try {
      for (int i = from; i < stages.size(); i++) {
        Stage stage = stages.get(i);
        if (onEventLoop && stage.mayWait(exchange)) {
          int next = i;
          Thread.ofVirtual().start(() -> advance(exchange, next, false));
          settled = true;
          return;
        }
        Optional<Refusal> refusal = attempt(stage, exchange);
        if (refusal.isPresent()) {
          exchange.settle();
          refuse(exchange, refusal.get());
          settled = true;
          return;
        }
      }
      settled = true;
    } catch (RuntimeException fault) {
      Log.unexpected("deciding on " + exchange.id(), fault);
    } finally {
      if (!settled) { // an Error too must not leave a client waiting for ever
        abandon(exchange);
      }
    }
  }

  private void abandon(Exchange exchange) {
    exchange.settle();
    try {
      if (!exchange.decisionRecorded()) {
        recorder.refused(exchange, Refusal.hangingUp(500, "the gateway failed; its log says why"));
      }
    } finally {
      exchange.connection().abandon(exchange);
    }
  }

  private static Optional<Refusal> attempt(Stage stage, Exchange exchange) {
    try {
      return stage.apply(exchange);
    } catch (BadRequest malformed) {
      return Optional.of(Refusal.of(malformed.status(), malformed.message()));
    } catch (MalformedBody malformed) {
      return Optional.of(Refusal.of(400, String.valueOf(malformed.getMessage())));
    } catch (BodyException unread) {
      return Optional.of(Refusal.hangingUp(unread.status(), String.valueOf(unread.getMessage())));
    } catch (EngineException gone) {
      return Optional.of(Refusal.of(502, String.valueOf(gone.getMessage())));
    } catch (AuditException unrecorded) {
      return Optional.of(Refusal.of(503, "it cannot be put on record: " + unrecorded.getMessage()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of(Refusal.hangingUp(503, "the gateway is stopping"));
    } catch (Exception fault) {
      Log.unexpected("deciding on " + exchange.id(), fault);
      return Optional.of(Refusal.hangingUp(500, "the gateway failed; its log says why"));
    }
  }

  private void refuse(Exchange exchange, Refusal refusal) {
    Answer answer = Sentences.refusal(exchange, refusal);
    if (exchange.decisionRecorded() || recorder.tryRefused(exchange, refusal)) {
      exchange.connection().answer(exchange, answer);
    } else {
      Thread.ofVirtual()
          .start(() -> {
            recorder.refused(exchange, refusal);
            exchange.connection().answer(exchange, answer);
          });
    }
  }
}
