package dev.cofferdam.docker;

/** What kind of answer a route gives when all goes well. */
public enum Answer {
  /** A document of bounded size, soon. */
  DOCUMENT,
  /** Large, endless or late (logs, archives, progress, wait): passed on as it comes, no limit. */
  STREAM
}
