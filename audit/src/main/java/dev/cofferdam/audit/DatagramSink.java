package dev.cofferdam.audit;

import dev.cofferdam.linux.Datagram;
import dev.cofferdam.linux.KernelException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A logging daemon behind a Unix datagram socket: one datagram for each entry. */
final class DatagramSink implements Sink {
  /** How long one send may wait for a daemon that does not read. */
  static final Duration SEND = Duration.ofMillis(500);

  /** errno(3): the message is larger than the socket takes. */
  private static final int EMSGSIZE = 90;

  /** errno(3): the receiver lives, and its queue is full. */
  private static final int EAGAIN = 11;

  /** Connects; again after every failure, since a daemon that restarts makes a new socket. */
  interface Connector {
    Datagram connect() throws IOException;
  }

  private final Connector connector;
  private final DatagramFormat format;
  private Optional<Datagram> connection = Optional.empty();

  DatagramSink(Connector connector, DatagramFormat format) {
    this.connector = connector;
    this.format = format;
  }

  @Override
  public int write(List<Entry> entries, boolean durable) throws IOException {
    Entry entry = entries.getFirst();
    byte[] message = format.format(entry);
    try {
      send(message);
    } catch (KernelException e) {
      switch (e.errno()) {
        case EMSGSIZE -> send(format.brief(entry));
        case EAGAIN -> throw e;
        default -> {
          disconnect(); // perhaps it restarted: the message did not arrive, so once more
          send(message);
        }
      }
    }
    return 1;
  }

  private void send(byte[] message) throws IOException {
    connected().send(message);
  }

  private Datagram connected() throws IOException {
    if (connection.isEmpty()) {
      connection = Optional.of(connector.connect());
    }
    return connection.get();
  }

  private void disconnect() {
    connection.ifPresent(Datagram::close);
    connection = Optional.empty();
  }

  /** A datagram that was sent is the daemon's to keep; this only shows whether there is one. */
  @Override
  public void sync() throws IOException {
    connected();
  }

  @Override
  public void close() {
    disconnect();
  }
}
