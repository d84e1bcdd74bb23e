package dev.cofferdam.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What is open: connections, requests being served, tunnels. */
final class Sessions {
  /** Of one uid: a person's tools hold a few; a flood should not take everyone's descriptors. */
  static final int MAX_PER_UID = 2048;

  private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<Long, Integer> perUid = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger tunnels = new AtomicInteger();

  /** Counts a connection in; false when its uid has too many already. */
  boolean admit(long uid) {
    return perUid.merge(uid, 1, Integer::sum) <= MAX_PER_UID;
  }

  /** Counts a connection out that {@link #admit} counted in. */
  void leave(long uid) {
    perUid.computeIfPresent(uid, (key, count) -> count == 1 ? null : count - 1);
  }

  void opened(ClientConnection connection) {
    connections.add(connection);
  }

  void closed(ClientConnection connection) {
    connections.remove(connection);
  }

  void began() {
    requests.incrementAndGet();
  }

  void ended() {
    requests.decrementAndGet();
  }

  void tunnelOpened() {
    tunnels.incrementAndGet();
  }

  void tunnelClosed() {
    tunnels.decrementAndGet();
  }

  int connections() {
    return connections.size();
  }

  int requests() {
    return requests.get();
  }

  int tunnels() {
    return tunnels.get();
  }

  void drainAll() {
    connections.forEach(ClientConnection::drain);
  }

  void closeAll() {
    connections.forEach(ClientConnection::close);
  }
}
