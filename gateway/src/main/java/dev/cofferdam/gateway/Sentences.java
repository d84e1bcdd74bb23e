package dev.cofferdam.gateway;

/** What the docker client shows its user when something does not go to the engine. */
final class Sentences {
  private Sentences() {}

  /** One sentence with the decision's id; the id leads to the record. */
  static Answer refusal(Exchange exchange, Refusal refusal) {
    String result = refusal.status() == 502 ? "unreachable" : "refused";
    return new Answer(
        refusal.status(),
        sentence(refusal, exchange.id()),
        result,
        refusal.hangUp(),
        refusal.retryAfter());
  }

  static String sentence(Refusal refusal, String id) {
    return switch (refusal.status()) {
      case 404 -> refusal.reason(); // docker's own words, which its clients look for
      case 502 -> unreachable(refusal.reason(), id);
      default -> "cofferdam: " + refusal.reason() + " (decision " + id + ")";
    };
  }

  static String warning(String reason, String id) {
    return "cofferdam: "
        + reason
        + "; this will be refused once it is enforced (decision "
        + id
        + ")";
  }

  static String unreachable(String why, String id) {
    return "cofferdam: cannot reach the Docker engine: "
        + why
        + ". Is the docker daemon running? (decision "
        + id
        + ")";
  }
}
