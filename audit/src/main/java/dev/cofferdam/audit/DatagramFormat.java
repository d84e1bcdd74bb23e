package dev.cofferdam.audit;

/** How an entry looks in one datagram. */
interface DatagramFormat {
  byte[] format(Entry entry);

  /** The same with the least that identifies it, for a receiver to whom it was too large. */
  byte[] brief(Entry entry);
}
