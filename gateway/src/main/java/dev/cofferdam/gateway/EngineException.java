package dev.cofferdam.gateway;

import java.io.IOException;

/** The engine could not be reached, went away in the middle, or answered what it should not. */
final class EngineException extends IOException {
  private static final long serialVersionUID = 1L;

  EngineException(String message) {
    super(message);
  }

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
