package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.List;

/** What a running daemon says of itself, {@code GET /status} of its admin API. */
record GatewayStatus(
    String version,
    long pid,
    String started,
    String socket,
    Engine engine,
    PolicyInForce policy,
    Namespaces namespaces,
    Sessions sessions,
    List<AuditSink> audit,
    SelfFilter selfFilter,
    List<Hazard> hazards) {
  GatewayStatus {
    audit = List.copyOf(audit);
    hazards = List.copyOf(hazards);
  }

  /**
   * @param message why it is not reachable, else empty
   */
  record Engine(
      String address, boolean reachable, String version, String apiVersion, String message) {}

  /**
   * @param version tells two contents of the same file apart; decisions on record name it
   * @param lastError why the file as it is now was not loaded, else empty
   */
  record PolicyInForce(
      String file,
      String version,
      String loaded,
      long roles,
      Modes modes,
      long bindings,
      String lastError) {}

  /**
   * Whether containers have user namespaces of their own.
   *
   * @param contain what the policy says: required, preferred, off
   * @param runtime what the engine has: present, standard, absent, remapped, or unknown
   */
  record Namespaces(String contain, String runtime) {}

  /** How many roles are in which mode. */
  record Modes(long enforce, long warn, long observe) {}

  record Sessions(long connections, long requests, long streams) {}

  /**
   * @param required whether privileged operations are refused while it does not work
   */
  record AuditSink(
      String name,
      boolean required,
      boolean healthy,
      String message,
      long queued,
      long written,
      long lost) {}

  /**
   * The filter of system calls that the gateway put itself under.
   *
   * @param calls how many are left to it, of how many that are known
   */
  record SelfFilter(boolean on, long calls, long known) {}

  /** A way around the gateway. */
  record Hazard(String what, String remedy) {}

  static GatewayStatus parse(String text) throws Json.Unexpected {
    Json json = Json.parse(text);
    return new GatewayStatus(
        json.text("version"),
        json.number("pid"),
        json.text("started"),
        json.text("socket"),
        engine(json.field("engine")),
        policy(json.field("policy")),
        namespaces(json.field("namespaces")),
        sessions(json.field("sessions")),
        sinks(json.items("audit")),
        selfFilter(json.field("self_filter")),
        hazards(json.items("hazards")));
  }

  private static Engine engine(Json json) throws Json.Unexpected {
    return new Engine(
        json.text("address"),
        json.flag("reachable"),
        json.text("version"),
        json.text("api_version"),
        json.text("message"));
  }

  private static PolicyInForce policy(Json json) throws Json.Unexpected {
    return new PolicyInForce(
        json.text("file"),
        json.text("version"),
        json.text("loaded"),
        json.number("roles"),
        modes(json.field("modes")),
        json.number("bindings"),
        json.text("last_error"));
  }

  private static Modes modes(Json json) throws Json.Unexpected {
    return new Modes(json.number("enforce"), json.number("warn"), json.number("observe"));
  }

  private static Sessions sessions(Json json) throws Json.Unexpected {
    return new Sessions(
        json.number("connections"), json.number("requests"), json.number("streams"));
  }

  private static List<AuditSink> sinks(List<Json> items) throws Json.Unexpected {
    List<AuditSink> sinks = new ArrayList<>();
    for (Json item : items) {
      sinks.add(
          new AuditSink(
              item.text("sink"),
              item.flag("required"),
              item.flag("healthy"),
              item.text("message"),
              item.number("queued"),
              item.number("written"),
              item.number("lost")));
    }
    return sinks;
  }

  private static Namespaces namespaces(Json json) throws Json.Unexpected {
    return new Namespaces(json.text("contain"), json.text("runtime"));
  }

  private static SelfFilter selfFilter(Json json) throws Json.Unexpected {
    return new SelfFilter(json.flag("on"), json.number("calls"), json.number("known_calls"));
  }

  private static List<Hazard> hazards(List<Json> items) throws Json.Unexpected {
    List<Hazard> hazards = new ArrayList<>();
    for (Json item : items) {
      hazards.add(new Hazard(item.text("what"), item.text("remedy")));
    }
    return hazards;
  }
}
