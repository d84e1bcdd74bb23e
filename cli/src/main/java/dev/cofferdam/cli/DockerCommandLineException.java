package dev.cofferdam.cli;

/** A docker command line that the docker client would refuse as well, with the reason. */
final class DockerCommandLineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DockerCommandLineException(String message) {
    super(message);
  }

  DockerCommandLineException(String message, Throwable cause) {
    super(message, cause);
  }
}
