package dev.cofferdam.gateway;

import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.gateway.EngineJson.Fields;
import dev.cofferdam.gateway.Mounting.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads what is mounted from the engine's answers. An answer that is not understood is an error:
 * what is not known to be harmless is not let through.
 */
final class MountingReader {
  private final JsonParser json;
  private final List<Fields> mounts = new ArrayList<>();
  private final Map<String, String> texts = new HashMap<>();

  private MountingReader(JsonParser json) {
    this.json = json;
  }

  private interface Reading<T> {
    T read(JsonParser json) throws EngineException;
  }

  private static <T> T read(byte[] answer, Reading<T> reading) throws EngineException {
    try (JsonParser json = EngineJson.FACTORY.createParser(ObjectReadContext.empty(), answer)) {
      json.nextToken();
      return reading.read(json);
    } catch (JacksonException malformed) {
      throw new EngineException("what it says of mounts is no well-formed JSON", malformed);
    }
  }

  /**
   * The answer to a list.
   *
   * @param kind containers or services
   */
  static List<Mounting> list(Subject kind, byte[] answer, Volumes volumes) throws EngineException {
    return read(
        answer,
        json -> {
          expect(json, JsonToken.START_ARRAY);
          List<Mounting> found = new ArrayList<>();
          while (json.nextToken() == JsonToken.START_OBJECT) {
            MountingReader item = new MountingReader(json);
            item.object("", kind == Subject.SERVICE);
            found.add(new Mounting(Optional.of(item.resource(kind)), item.sources(volumes)));
          }
          if (json.currentToken() != JsonToken.END_ARRAY) {
            throw unknown();
          }
          return found;
        });
  }

  /** The answer to inspect. */
  static List<Source> container(byte[] answer, Volumes volumes) throws EngineException {
    return inspected(answer).sources(volumes);
  }

  static boolean mountsAnything(byte[] answer) throws EngineException {
    return inspected(answer).mounts.stream().anyMatch(it -> !it.text("Type").equals("tmpfs"));
  }

  private static MountingReader inspected(byte[] answer) throws EngineException {
    return read(
        answer,
        json -> {
          expect(json, JsonToken.START_OBJECT);
          MountingReader item = new MountingReader(json);
          item.object("", false);
          return item;
        });
  }

  /**
   * By name, the paths in the options of each volume. The local driver gives {@code device} and
   * {@code o} to mount(2), where an overlay names several; other drivers may do the same.
   */
  static Volumes volumes(byte[] answer) throws EngineException {
    return read(
        answer,
        json -> {
          expect(json, JsonToken.START_OBJECT);
          Map<String, List<String>> paths = new HashMap<>();
          List<Mounting> data = new ArrayList<>();
          while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean list = json.currentName().equals("Volumes");
            if (json.nextToken() == JsonToken.START_ARRAY && list) {
              while (json.nextToken() == JsonToken.START_OBJECT) {
                volume(Fields.readCurrent(json), paths, data);
              }
            } else {
              json.skipChildren();
            }
          }
          expect(json, JsonToken.END_OBJECT);
          return new Volumes(paths, data);
        });
  }

  private static void volume(Fields volume, Map<String, List<String>> paths, List<Mounting> data) {
    String name = volume.text("Name");
    List<String> made = paths(volume, "Options.");
    if (!made.isEmpty()) {
      paths.put(name, made);
    }
    volume
        .optional("Mountpoint")
        .filter(point -> point.startsWith("/"))
        .ifPresent(point ->
            data.add(
                new Mounting(
                    Optional.of(
                        new Resource.Volume(
                            name, volume.optional("Labels." + Resource.OWNER_LABEL))),
                    List.of(new Source(point, false, true)))));
  }

  private static List<String> paths(Fields fields, String below) {
    Set<String> paths = new LinkedHashSet<>();
    for (String option : fields.below(below).values()) {
      for (String word : option.split("[,=:]")) {
        if (word.startsWith("/")) {
          paths.add(word);
        }
      }
    }
    return List.copyOf(paths);
  }

  /**
   * @param deep whether mounts may stand anywhere, as in the spec of a service and the one before
   */
  private void object(String prefix, boolean deep) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String path = prefix + json.currentName();
      boolean isMounts = json.currentName().equals("Mounts");
      switch (json.nextToken()) {
        case START_ARRAY -> {
          if (isMounts && (deep || prefix.isEmpty())) {
            mounts();
          } else {
            firstText(path);
          }
        }
        case START_OBJECT -> {
          if (deep || path.equals("Labels")) {
            object(path + ".", deep);
          } else {
            json.skipChildren();
          }
        }
        case VALUE_STRING -> texts.putIfAbsent(path, json.getString());
        default -> {}
      }
    }
  }

  private void mounts() {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      mounts.add(Fields.readCurrent(json));
    }
  }

  private void firstText(String path) {
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY && token != null;
        token = json.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        texts.putIfAbsent(path, json.getString());
      } else {
        json.skipChildren();
      }
    }
  }

  private Resource resource(Subject kind) {
    if (kind == Subject.SERVICE) {
      return new Resource.Other(
          kind, text("ID"), text("Spec.Name"), owner("Spec.Labels." + Resource.OWNER_LABEL));
    }
    String name = text("Names");
    return new Resource.Container(
        text("Id"),
        name.startsWith("/") ? name.substring(1) : name,
        owner("Labels." + Resource.OWNER_LABEL),
        EngineObjects.normalised(text("Image")));
  }

  private String text(String path) {
    return texts.getOrDefault(path, "");
  }

  private Optional<String> owner(String path) {
    return Optional.of(text(path)).filter(owner -> !owner.isEmpty());
  }

  private List<Source> sources(Volumes volumes) {
    List<Source> sources = new ArrayList<>();
    for (Fields mount : mounts) {
      boolean writable =
          mount.optional("RW").map("true"::equals).orElse(!mount.text("ReadOnly").equals("true"));
      String source = mount.text("Source");
      if (source.startsWith("/") && mount.text("Type").equals("bind")) {
        add(source, true, writable, sources);
      }
      String volume = mount.optional("Name").orElse(source);
      sources.addAll(volumes.sources(volume, writable));
      paths(mount, "VolumeOptions.DriverConfig.Options.")
          .forEach(path -> add(path, false, writable, sources));
    }
    return sources;
  }

  /** A template of a service can become anything that lies below what stands before it. */
  private static void add(String path, boolean bind, boolean writable, List<Source> to) {
    int template = path.indexOf("{{");
    if (template < 0) {
      to.add(new Source(path, bind, writable));
    } else {
      String above = path.substring(0, Math.max(1, path.lastIndexOf('/', template)));
      to.add(new Source(above, false, writable));
      to.add(new Source(above + "/" + path.substring(template), false, false));
    }
  }

  private static void expect(JsonParser json, JsonToken token) throws EngineException {
    if (json.currentToken() != token) {
      throw unknown();
    }
  }

  private static EngineException unknown() {
    return new EngineException("what it says of mounts is not understood");
  }
}
