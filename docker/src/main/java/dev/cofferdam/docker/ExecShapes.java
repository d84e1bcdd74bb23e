package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.ignored;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.BOOL;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXTS;
import static dev.cofferdam.docker.Types.UINT32;

/** The bodies of exec. */
final class ExecShapes {
  private ExecShapes() {}

  static final Shape CREATE =
      Shape.of(
          "ExecCreate",
          weighed("User", TEXT),
          weighed("Privileged", BOOL),
          harmless("Tty", BOOL),
          harmless("ConsoleSize", new Type.Items(UINT32, 2)).since(42),
          harmless("AttachStdin", BOOL),
          harmless("AttachStderr", BOOL),
          harmless("AttachStdout", BOOL),
          // Of the client's own: the engine takes it from the start request.
          ignored("Detach", BOOL),
          // docker-py's and docker-java's: the engine takes the container from the path.
          ignored("Container", TEXT),
          ignored("containerId", TEXT),
          harmless("DetachKeys", TEXT),
          harmless("Env", TEXTS).since(25),
          harmless("WorkingDir", TEXT).since(35),
          harmless("Cmd", new Type.Words()));

  /** docker-java's: the engine takes all of it from path and query. */
  static final Shape RESIZE =
      Shape.of(
          "Resize",
          ignored("containerId", TEXT),
          ignored("execId", TEXT),
          ignored("height", UINT32),
          ignored("width", UINT32));

  static final Shape START =
      Shape.of(
          "ExecStart",
          harmless("Detach", BOOL),
          harmless("Tty", BOOL),
          harmless("ConsoleSize", new Type.Items(UINT32, 2)).since(42));
}
