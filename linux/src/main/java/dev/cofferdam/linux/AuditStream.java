package dev.cofferdam.linux;

import java.time.Duration;
import java.util.Optional;

/**
 * The kernel's audit records as they are made, for whoever is root: the multicast group of
 * netlink(7) that readers share ({@code AUDIT_NLGRP_READLOG}, Linux 3.16). No audit daemon is
 * needed, one that runs is not disturbed, and auditing need not be switched on for the records that
 * the kernel makes by itself, those of seccomp(2) among them.
 *
 * <p>A reader that is too slow loses records: {@link #overruns} says how often, and the gaps
 * between serial numbers say how many. Not for several threads at once.
 */
public interface AuditStream extends AutoCloseable {
  /** {@code AUDIT_SECCOMP} of linux/audit.h: a call that a filter logged or refused. */
  int SECCOMP = 1326;

  /**
   * One record.
   *
   * @param type {@code AUDIT_…} of linux/audit.h
   * @param text {@code audit(SECONDS.MILLISECONDS:SERIAL): …}
   */
  record Message(int type, String text) {}

  /**
   * The next record; empty when none has come for so long.
   *
   * @throws KernelException when the socket can no longer be read
   */
  Optional<Message> next(Duration wait) throws KernelException;

  /** How often the kernel has said that records were lost because nobody had read. */
  long overruns();

  @Override
  void close();
}
