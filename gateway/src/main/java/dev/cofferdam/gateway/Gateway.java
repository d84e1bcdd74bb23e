package dev.cofferdam.gateway;

import dev.cofferdam.audit.Entry;
import java.nio.file.Path;
import java.util.Optional;

/** What connections share: the pipeline that decides, the recorder, the counters. */
final class Gateway {
  private final Path engineSocket;
  private final Pipeline pipeline;
  private final Recorder recorder;
  private final DecisionIds ids;
  private final EngineVersion engineVersion;
  private final Sessions sessions = new Sessions();
  private final MemoryBudget memory;

  Gateway(
      Path engineSocket,
      Pipeline pipeline,
      Recorder recorder,
      DecisionIds ids,
      EngineVersion engineVersion,
      MemoryBudget memory) {
    this.engineSocket = engineSocket;
    this.pipeline = pipeline;
    this.recorder = recorder;
    this.ids = ids;
    this.engineVersion = engineVersion;
    this.memory = memory;
  }

  Path engineSocket() {
    return engineSocket;
  }

  DecisionIds ids() {
    return ids;
  }

  MemoryBudget memory() {
    return memory;
  }

  Sessions sessions() {
    return sessions;
  }

  /** Decides, at once or later; the connection is told by {@code forward} or {@code answer}. */
  void decide(Exchange exchange) {
    pipeline.run(exchange);
  }

  void refuseUndecodable(ClientConnection connection, Refusal refusal) {
    Thread.ofVirtual()
        .start(() -> {
          String id = recorder.undecodable(connection.peer(), refusal);
          connection.answerAndHangUp(
              new Answer(refusal.status(), Sentences.sentence(refusal, id), "refused", true));
        });
  }

  /**
   * Records what came of a request, then goes on with {@code next}; the event loop never waits for
   * the trail, the connection does.
   */
  void concluded(Exchange exchange, Ending ending, Runnable next) {
    exchange.end();
    Optional<Entry> waiting = recorder.concluded(exchange, ending);
    if (waiting.isEmpty()) {
      next.run();
    } else {
      Thread.ofVirtual()
          .start(() -> {
            recorder.catchUp(waiting.get());
            next.run();
          });
    }
  }

  /** The sentence for an engine that went away; it may come back as another version. */
  String unreachable(String why, Exchange exchange) {
    engineVersion.forget();
    return Sentences.unreachable(why, exchange.id());
  }
}
