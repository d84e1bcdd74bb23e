package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.MalformedBody;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Has the parts of a streamed body inspected, one at a time and beside the event loop: what a small
 * compressed part decompresses to would hold up other connections.
 */
final class InspectedStream {
  private final EventLoop loop;
  private final BodyInspection inspection;
  private final Consumer<String> refused;
  private boolean busy;

  /**
   * @param refused is told on the event loop why a part may not go on
   */
  InspectedStream(EventLoop loop, BodyInspection inspection, Consumer<String> refused) {
    this.loop = loop;
    this.inspection = inspection;
    this.refused = refused;
  }

  /** Whether a part is being inspected; then the next has to wait. */
  boolean busy() {
    return busy;
  }

  /**
   * @param fine runs on the event loop if the part may go on
   */
  void inspect(RequestBody.Part part, Runnable fine) {
    busy = true;
    Thread.ofVirtual()
        .start(() -> {
          String problem = problem(part);
          loop.execute(() -> {
            busy = false;
            if (problem.isEmpty()) {
              fine.run();
            } else {
              refused.accept(problem);
            }
          });
        });
  }

  private String problem(RequestBody.Part part) {
    try {
      inspection.feed(ByteBuffer.wrap(part.bytes()));
      if (part.last()) {
        inspection.end();
      }
      return "";
    } catch (MalformedBody malformed) {
      return String.valueOf(malformed.getMessage());
    } catch (RuntimeException fault) {
      Log.unexpected("inspecting a body", fault);
      return "the gateway failed; its log says why";
    }
  }
}
