package dev.cofferdam.runtime;

/**
 * Why a container is not created, as a sentence for the person who asked for it: the engine shows
 * it behind "OCI runtime create failed:".
 */
final class RuntimeFailure extends Exception {
  private static final long serialVersionUID = 1L;

  RuntimeFailure(String sentence) {
    super(sentence);
  }

  RuntimeFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
