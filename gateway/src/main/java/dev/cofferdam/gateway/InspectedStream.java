package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.MalformedBody;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has the parts of a streamed body inspected, one at a time and beside the event loop: what a small
 * compressed part decompresses to would hold up other connections. Of that, one piece is in memory
 * until the engine takes the next.
 */
final class InspectedStream {
  private static final byte[] NOTHING = {};

  private final EventLoop loop;
  private final BodyInspection inspection;
  private final Predicate<byte[]> onward;
  private final Consumer<String> refused;
  private @Nullable CompletableFuture<Void> room;
  private boolean busy;
  private boolean over;

  /**
   * @param onward gets on the event loop what may go on, and says whether more would be taken at
   *     once; else {@link #resume} says when
   * @param refused is told on the event loop why a part may not go on
   */
  InspectedStream(
      EventLoop loop,
      BodyInspection inspection,
      Predicate<byte[]> onward,
      Consumer<String> refused) {
    this.loop = loop;
    this.inspection = inspection;
    this.onward = onward;
    this.refused = refused;
  }

  /** Whether a part is being inspected; then the next has to wait. */
  boolean busy() {
    return busy;
  }

  /**
   * @param done runs on the event loop when all of the part went on
   */
  void inspect(RequestBody.Part part, Runnable done) {
    busy = true;
    Thread.ofVirtual()
        .start(() -> {
          String problem = problem(part);
          loop.execute(() -> {
            busy = false;
            if (over) {
              return;
            }
            if (problem.isEmpty()) {
              done.run();
            } else {
              refused.accept(problem);
            }
          });
        });
  }

  /** There is room for more. On the event loop. */
  void resume() {
    CompletableFuture<Void> waiting = room;
    if (waiting != null) {
      room = null;
      waiting.complete(null);
    }
  }

  /** Nothing of it goes anywhere any more. On the event loop. */
  void stop() {
    over = true;
    resume();
  }

  private String problem(RequestBody.Part part) {
    try {
      inspection.feed(ByteBuffer.wrap(part.bytes()));
      byte[] piece;
      byte[] following = copied(inspection.next());
      do {
        piece = following;
        following = piece.length == 0 ? NOTHING : copied(inspection.next());
        if (following.length == 0 && part.last()) {
          inspection.end(); // before the last bytes go on, which may make the body complete
        }
        pass(piece);
      } while (following.length > 0);
      return "";
    } catch (MalformedBody malformed) {
      return String.valueOf(malformed.getMessage());
    } catch (CancellationException stopped) {
      return "the request is over";
    } catch (RuntimeException fault) {
      Log.unexpected("inspecting a body", fault);
      return "the gateway failed; its log says why";
    }
  }

  private static byte[] copied(ByteBuffer some) {
    byte[] bytes = new byte[some.remaining()];
    some.get(bytes);
    return bytes;
  }

  private void pass(byte[] piece) {
    if (piece.length == 0) {
      return;
    }
    CompletableFuture<Void> taken = new CompletableFuture<>();
    loop.execute(() -> {
      if (over) {
        taken.cancel(false);
      } else if (onward.test(piece)) {
        taken.complete(null);
      } else {
        room = taken;
      }
    });
    taken.join();
  }
}
