package dev.cofferdam.gateway;

import dev.cofferdam.docker.CgroupLimits;
import dev.cofferdam.docker.PublishedPorts;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.EngineClient.EngineAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The containers that users created through the gateway, and what these may use: the engine's own
 * state each time, so that there is nothing to forget and nothing to go stale.
 */
final class OwnContainers {
  /** One container; {@code name} is for sentences. */
  record Own(String name, CgroupLimits limits, PublishedPorts ports) {
    Use use() {
      return Use.of(limits, ports.count());
    }
  }

  private final EngineClient engine;
  private final EngineVersion version;

  OwnContainers(EngineClient engine, EngineVersion version) {
    this.engine = engine;
    this.version = version;
  }

  /** The ids of all that exist, whether they run or not. */
  List<String> of(String user) throws EngineException {
    String label = Resource.OWNER_LABEL + "=" + user;
    String filters = "{\"label\":[" + EngineJson.quote(label) + "]}";
    return list("&filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8));
  }

  /** The ids of all that exist, whoever has them. */
  List<String> all() throws EngineException {
    return list("");
  }

  private List<String> list(String filters) throws EngineException {
    EngineAnswer answer = engine.get("/v" + version.get() + "/containers/json?all=1" + filters);
    if (!answer.ok()) {
      throw new EngineException("it answered " + answer.status() + " when asked for containers");
    }
    return ids(answer.body());
  }

  /** One for each item of a list; what cannot be counted is no list. */
  static List<String> ids(byte[] list) throws EngineException {
    try (JsonParser json = EngineJson.FACTORY.createParser(ObjectReadContext.empty(), list)) {
      List<String> ids = new ArrayList<>();
      JsonToken token = json.nextToken() == JsonToken.START_ARRAY ? json.nextToken() : null;
      while (token == JsonToken.START_OBJECT) {
        ids.add(id(json));
        token = json.nextToken();
      }
      if (token != JsonToken.END_ARRAY) {
        throw new EngineException("its list of containers is no list");
      }
      return ids;
    } catch (JacksonException malformed) {
      throw new EngineException("its list of containers is no well-formed JSON", malformed);
    }
  }

  private static String id(JsonParser item) throws EngineException {
    String id = "";
    while (item.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean isId = item.currentName().equals("Id");
      if (item.nextToken() == JsonToken.VALUE_STRING && isId) {
        id = item.getString();
      }
      item.skipChildren();
    }
    if (!id.matches("[0-9a-f]{64}")) {
      throw new EngineException("its list has a container without an id");
    }
    return id;
  }

  /** Empty where it is gone meanwhile. */
  Optional<Own> inspect(String id) throws EngineException {
    EngineAnswer answer = engine.get("/v" + version.get() + "/containers/" + id + "/json");
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (!answer.ok()) {
      throw new EngineException("it answered " + answer.status() + " when asked for a container");
    }
    return Optional.of(own(answer.body()));
  }

  static Own own(byte[] inspected) throws EngineException {
    try (JsonParser json = EngineJson.FACTORY.createParser(ObjectReadContext.empty(), inspected)) {
      return new Inspection().read(json);
    } catch (JacksonException malformed) {
      throw new EngineException("its description of a container is no well-formed JSON", malformed);
    }
  }

  /** An answer while it is read; what is missing is not limited. */
  private static final class Inspection {
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Integer> bindings = new HashMap<>();
    private final Set<String> exposed = new HashSet<>();
    private String name = "";
    private boolean all;

    Own read(JsonParser json) throws EngineException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new EngineException("its description of a container is no object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("HostConfig") && value == JsonToken.START_OBJECT) {
          hostConfig(json);
        } else if (field.equals("Config") && value == JsonToken.START_OBJECT) {
          config(json);
        } else if (field.equals("Name") && value == JsonToken.VALUE_STRING) {
          name = json.getString();
        } else {
          json.skipChildren();
        }
      }
      return new Own(
          name.startsWith("/") ? name.substring(1) : name,
          new CgroupLimits(
              number("Memory"),
              number("MemorySwap"),
              number("NanoCpus"),
              number("CpuPeriod"),
              number("CpuQuota"),
              number("PidsLimit")),
          new PublishedPorts(bindings, exposed, all));
    }

    private long number(String field) {
      return numbers.getOrDefault(field, 0L);
    }

    private void hostConfig(JsonParser json) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = json.currentName();
        switch (json.nextToken()) {
          case VALUE_NUMBER_INT -> numbers.put(field, json.getLongValue());
          case VALUE_TRUE -> all |= field.equals("PublishAllPorts");
          case START_OBJECT -> {
            if (field.equals("PortBindings")) {
              portBindings(json);
            } else {
              json.skipChildren();
            }
          }
          default -> json.skipChildren();
        }
      }
    }

    private void portBindings(JsonParser json) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String port = json.currentName();
        int count = 0;
        if (json.nextToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            json.skipChildren();
            count++;
          }
        }
        bindings.put(port, count);
      }
    }

    private void config(JsonParser json) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean ports = json.currentName().equals("ExposedPorts");
        if (json.nextToken() == JsonToken.START_OBJECT && ports) {
          while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            exposed.add(json.currentName());
            json.nextToken();
            json.skipChildren();
          }
        } else {
          json.skipChildren();
        }
      }
    }
  }
}
