package dev.cofferdam.gateway;

import dev.cofferdam.gateway.EngineClient.EngineAnswer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Looks for ways around the gateway: on the host, and in what the engine says of its containers.
 */
final class HazardSearch {
  private final Hazards hazards;
  private final Hazards.Guarded guarded;
  private final EngineClient engine;

  HazardSearch(Hazards hazards, Settings settings, EngineClient engine) {
    this.hazards = hazards;
    this.guarded =
        new Hazards.Guarded(
            settings.engine(),
            Hazards.Guarded.CONTAINERD,
            settings.socket(),
            settings.state(),
            settings.policy());
    this.engine = engine;
  }

  List<Hazard> find() {
    try {
      EngineAnswer answer = engine.get("/containers/json?all=1");
      return hazards.find(guarded, mounted(answer.body()));
    } catch (EngineException | JacksonException unknown) {
      List<Hazard> found = new ArrayList<>(hazards.find(guarded, List.of()));
      found.add(
          new Hazard(
              "whether a container has the engine's socket mounted cannot be told: the engine gives"
                  + " no list of containers",
              "look again when the engine answers"));
      return found;
    }
  }

  private static List<Hazards.Mounted> mounted(byte[] answer) {
    List<Hazards.Mounted> mounted = new ArrayList<>();
    try (JsonParser parser = EngineJson.FACTORY.createParser(ObjectReadContext.empty(), answer)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        mounted.add(container(parser));
      }
    }
    return mounted;
  }

  private static Hazards.Mounted container(JsonParser parser) {
    String id = "";
    String name = "";
    List<String> sources = new ArrayList<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "Id" -> id = parser.getString();
        case "Names" -> name = firstName(parser, name);
        case "Mounts" -> readSources(parser, sources);
        default -> parser.skipChildren();
      }
    }
    return new Hazards.Mounted(id, name, sources);
  }

  private static String firstName(JsonParser parser, String none) {
    String name = none;
    while (parser.nextToken() == JsonToken.VALUE_STRING) {
      name = parser.getString().substring(1);
    }
    return name;
  }

  private static void readSources(JsonParser parser, List<String> into) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      EngineJson.Fields mount = EngineJson.Fields.readCurrent(parser);
      mount.optional("Source").ifPresent(into::add);
    }
  }
}
