package dev.cofferdam.linux;

/**
 * How much of a resource a process may use: getrlimit(2). Both are unsigned; {@link #NONE} is the
 * greatest.
 *
 * @param soft what is in force
 * @param hard how far an unprivileged process may raise the other
 */
public record ResourceLimit(long soft, long hard) {
  /** {@code RLIM_INFINITY}. */
  public static final long NONE = -1;
}
