package dev.cofferdam.systemtest;

/** Containers that are there before anybody asks, made at the engine itself: they have no owner. */
final class Containers {
  /** Ends at once when it is asked to. */
  static final String SERVICE =
      "trap 'exit 0' TERM INT; echo web is up; while :; do sleep 0.1; done";

  private Containers() {}

  static String service(Engine engine, String name, String image) {
    return engine.docker().orFail("run", "-d", "--name", name, image, "sh", "-c", SERVICE);
  }

  static String created(Engine engine, String name, String image) {
    return engine.docker().orFail("create", "--name", name, image, "sh", "-c", SERVICE);
  }
}
