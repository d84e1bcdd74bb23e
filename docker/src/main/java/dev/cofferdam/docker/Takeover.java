package dev.cofferdam.docker;

/** Whether and how the engine may turn the request's connection into something else. */
public enum Takeover {
  NEVER,
  /** Standard streams of a process, both ways: attach and exec start. */
  STREAMS,
  /** A WebSocket; writes to standard input though the method is GET. */
  WEBSOCKET,
  /** HTTP/2 with requests of its own that nobody can see into: BuildKit. */
  H2C
}
