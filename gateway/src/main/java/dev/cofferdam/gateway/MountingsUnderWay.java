package dev.cofferdam.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is being created while others are decided on: the engine does not know of it yet. Of any two
 * at the same time the later one sees the earlier, here or in the engine.
 */
final class MountingsUnderWay {
  private final Map<Place, Mounting> all = new LinkedHashMap<>();

  /**
   * A request that is noted here until the engine has answered it.
   *
   * @param earlier those that were under way when it came
   */
  record Entered(Place place, List<Mounting> earlier) {}

  /** Its own, even where two requests ask for the same. */
  final class Place implements Held {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public boolean isOver() {
      return over.get();
    }

    @Override
    public void giveBack() {
      if (over.compareAndSet(false, true)) {
        remove(this);
      }
    }
  }

  /** To be called before the engine is asked what there is. */
  synchronized Entered enter(Mounting mounting) {
    List<Mounting> earlier = now();
    Place place = new Place();
    all.put(place, mounting);
    return new Entered(place, earlier);
  }

  synchronized List<Mounting> now() {
    return List.copyOf(all.values());
  }

  private synchronized void remove(Place place) {
    all.remove(place);
  }
}
