package dev.cofferdam.gateway;

import dev.cofferdam.docker.Query;
import java.util.Optional;

/**
 * Whose build it is. In: an allowed build, session or cancel. Out: the ids that it names are the
 * caller's until it is over.
 *
 * <p>A build that names another's session would read his files and secrets, one that names his
 * build could put another context under it (moby, builder-next, {@code upload-request}).
 */
final class ClaimBuild implements Stage {
  /** As long as the engine itself waits for the session that a build names. */
  static final int SESSION_SECONDS = 5;

  private static final String UPLOAD = "upload-request:";

  private final Claims sessions = new Claims();
  private final Claims builds = new Claims();

  @Override
  public boolean mayWait(Exchange exchange) {
    return switch (exchange.call().operation()) {
      case IMAGE_BUILD -> exchange.call().query().has("session");
      default -> false;
    };
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws InterruptedException {
    return switch (exchange.call().operation()) {
      case BUILD_SESSION -> session(exchange);
      case IMAGE_BUILD -> build(exchange);
      case IMAGE_BUILD_CANCEL -> cancel(exchange);
      default -> Optional.empty();
    };
  }

  private Optional<Refusal> session(Exchange exchange) {
    String id = exchange.head().headers().get(SessionFields.ID, "");
    if (id.isEmpty()) {
      return Optional.of(
          Refusal.of(
              400, "the header field " + SessionFields.ID + " is missing: it names the session"));
    }
    return take(sessions, id, exchange, "this session belongs to somebody else");
  }

  private Optional<Refusal> build(Exchange exchange) throws InterruptedException {
    Query query = exchange.call().query();
    Optional<String> session = query.text("session");
    if (session.isPresent()
        && !sessions.await(session.get(), exchange.identity().user(), SESSION_SECONDS)) {
      return Optional.of(
          Refusal.of(
              403,
              "the build names a session that "
                  + exchange.identity().user()
                  + " has not opened through this gateway"));
    }
    Optional<String> id = query.text("buildid").map(ClaimBuild::withoutUpload);
    return id.isEmpty()
        ? Optional.empty()
        : take(builds, id.get(), exchange, "this build belongs to somebody else");
  }

  private static Optional<Refusal> take(
      Claims claims, String id, Exchange exchange, String otherwise) {
    if (!claims.take(id, exchange.identity().user())) {
      return Optional.of(Refusal.of(403, otherwise));
    }
    exchange.atEnd(() -> claims.release(id));
    return Optional.empty();
  }

  private Optional<Refusal> cancel(Exchange exchange) {
    String id = exchange.call().query().text("id").orElse("");
    return builds.has(id, exchange.identity().user())
        ? Optional.empty()
        : Optional.of(
            Refusal.of(403, "only one's own build can be cancelled, and while it is under way"));
  }

  private static String withoutUpload(String id) {
    return id.startsWith(UPLOAD) ? id.substring(UPLOAD.length()) : id;
  }
}
