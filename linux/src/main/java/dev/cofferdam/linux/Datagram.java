package dev.cofferdam.linux;

/** A connected {@code AF_UNIX SOCK_DGRAM} socket, unix(7). Not thread-safe. */
public interface Datagram extends AutoCloseable {
  /**
   * Sends one datagram; waits at most for the socket's send time-out.
   *
   * @throws KernelException with EAGAIN when the receiver does not read, ECONNREFUSED or ENOTCONN
   *     when it is gone, EMSGSIZE when the message is larger than the socket takes
   */
  void send(byte[] message) throws KernelException;

  @Override
  void close();
}
