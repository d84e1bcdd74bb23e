package dev.cofferdam.audit;

import java.io.IOException;
import java.util.List;

/** A place that takes records. One thread uses it. */
interface Sink extends AutoCloseable {
  /**
   * Takes one or more of the entries, from the first on.
   *
   * @param durable whether those taken have to survive a power failure when this returns
   * @return how many were taken
   * @throws IOException when none was taken; whatever was half written is gone
   */
  int write(List<Entry> entries, boolean durable) throws IOException;

  /** Makes what was taken last, and shows whether the sink works at all; called at leisure. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
