package dev.cofferdam.audit;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A sink in memory that can be broken, and held up in the middle of a write. */
class FakeSink implements Sink {
  final List<Entry> taken = new CopyOnWriteArrayList<>();
  final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
  volatile String broken = "";
  volatile boolean closed;

  List<String> ids() {
    return taken.stream().map(Entry::id).toList();
  }

  List<String> messages(String event) {
    return taken.stream()
        .filter(Entry.Event.class::isInstance)
        .map(Entry.Event.class::cast)
        .filter(entry -> entry.name().equals(event))
        .map(Entry.Event::message)
        .toList();
  }

  void hold() {
    gate.drainPermits();
  }

  void letGo() {
    gate.release(Integer.MAX_VALUE / 2);
  }

  @Override
  public int write(List<Entry> entries, boolean durable) throws IOException {
    sync();
    gate.acquireUninterruptibly();
    taken.add(entries.getFirst());
    return 1;
  }

  @Override
  public void sync() throws IOException {
    if (!broken.isEmpty()) {
      throw new IOException(broken);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
