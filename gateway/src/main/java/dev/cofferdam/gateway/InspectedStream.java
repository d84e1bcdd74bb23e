package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.MalformedBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Consumer;

/**
 * A plain body that is inspected on its way: a part goes on as it came, once the inspection has
 * seen all of it. That is done on the event loop, for it takes no longer than to copy the part.
 */
final class InspectedStream implements BodyStream {
  private final BodyInspection inspection;
  private final BodyStream onward;
  private final Consumer<String> refused;
  private boolean over;

  /**
   * @param inspection of which {@link BodyInspection#isPlain} is true
   * @param refused is told why a part may not go on; then no later one does
   */
  InspectedStream(BodyInspection inspection, BodyStream onward, Consumer<String> refused) {
    this.inspection = inspection;
    this.onward = onward;
    this.refused = refused;
  }

  @Override
  public void accept(HttpContent part) {
    String problem = over ? "the request is over" : problem(part);
    if (problem.isEmpty()) {
      onward.accept(part);
      return;
    }
    part.release();
    if (!over) {
      over = true;
      refused.accept(problem);
    }
  }

  private String problem(HttpContent part) {
    try {
      inspect(inspection, part.content());
      if (part instanceof LastHttpContent) {
        inspection.end(); // before the last bytes go on, which may make the body complete
      }
      return "";
    } catch (RuntimeException problem) {
      return sentence(problem);
    }
  }

  private static void inspect(BodyInspection inspection, ByteBuf bytes) {
    inspection.feed(bytes.nioBuffer());
    while (inspection.next().hasRemaining()) {
      // the same bytes, which go on when all of them were seen
    }
  }

  /** Why a body is refused, where its inspection ended so. */
  static String sentence(RuntimeException problem) {
    if (problem instanceof MalformedBody || problem instanceof MeteredInspection.NoRoom) {
      return String.valueOf(problem.getMessage());
    }
    Log.unexpected("inspecting a body", problem);
    return "the gateway failed; its log says why";
  }

  @Override
  public void resume() {
    onward.resume();
  }

  @Override
  public void stop() {
    over = true;
  }

  @Override
  public boolean complete() {
    return onward.complete();
  }
}
