package dev.cofferdam.gateway;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's log. Nothing that came over a socket is written to it but addresses, ids and error
 * messages.
 */
final class Log {
  private static final Logger LOG = LoggerFactory.getLogger("cofferdam");

  private Log() {}

  static void info(String message) {
    LOG.info(message);
  }

  static void warn(String message) {
    LOG.warn(message);
  }

  static void warn(String message, Throwable cause) {
    LOG.warn("{}: {}", message, cause.toString());
  }

  /** A fault of ours: with the stack, since it has to be found. */
  static void unexpected(String doing, Throwable fault) {
    LOG.error("unexpected failure in {}", doing, fault);
  }

  /** A connection that broke: ordinary, unless it is no I/O error. */
  static void connection(Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection: {}", cause.toString());
    } else {
      LOG.warn("connection closed", cause);
    }
  }
}
