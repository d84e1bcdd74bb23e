package dev.cofferdam.state;

import dev.cofferdam.state.StrictJson.Keys;
import dev.cofferdam.state.StrictJson.Malformed;
import dev.cofferdam.userns.Extent;
import dev.cofferdam.userns.IdMap;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * A {@link Plan} as {@code plan.json} has it:
 *
 * <pre>
 * {"version":1,"container":"4f…","owner":"alice","mode":"private",
 *  "range":{"first":524288,"count":65536},"uids":[[0,524288,65536]],"gids":[[0,524288,65536]],
 *  "mounts":[{"destination":"/data","treatment":"idmap"}]}
 * </pre>
 */
final class PlanJson {
  private static final long VERSION = 1;
  private static final Keys PLAN =
      new Keys(
          Set.of("version", "container", "owner", "mode", "uids", "gids", "mounts"),
          Set.of("range"));
  private static final Keys RANGE = Keys.required("first", "count");
  private static final Keys MOUNT = Keys.required("destination", "treatment");

  private String container = "";
  private String owner = "";
  private Mode mode = Mode.PRIVATE;
  private Optional<IdRange> range = Optional.empty();
  private IdMap uids = IdMap.NONE;
  private IdMap gids = IdMap.NONE;
  private final List<PlannedMount> mounts = new ArrayList<>();

  private PlanJson() {}

  static byte[] write(Plan plan) {
    ByteArrayBuilder out = new ByteArrayBuilder();
    try (JsonGenerator json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("version", VERSION);
      json.writeStringProperty("container", plan.container());
      json.writeStringProperty("owner", plan.owner());
      json.writeStringProperty("mode", plan.mode().id());
      if (plan.range().isPresent()) {
        json.writeObjectPropertyStart("range");
        json.writeNumberProperty("first", plan.range().get().first());
        json.writeNumberProperty("count", plan.range().get().count());
        json.writeEndObject();
      }
      write(json, "uids", plan.maps().uids());
      write(json, "gids", plan.maps().gids());
      json.writeArrayPropertyStart("mounts");
      for (PlannedMount mount : plan.mounts()) {
        json.writeStartObject();
        json.writeStringProperty("destination", mount.destination());
        json.writeStringProperty("treatment", mount.treatment().id());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, String name, IdMap map) {
    json.writeArrayPropertyStart(name);
    for (Extent extent : map.extents()) {
      json.writeStartArray();
      json.writeNumber(extent.inside());
      json.writeNumber(extent.outside());
      json.writeNumber(extent.count());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  static Plan read(byte[] document) throws Malformed {
    PlanJson read = new PlanJson();
    StrictJson.read(document, PLAN, read::value);
    try {
      Maps maps = new Maps(read.uids, read.gids);
      return new Plan(read.container, read.owner, read.mode, read.range, maps, read.mounts);
    } catch (IllegalArgumentException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private void value(StrictJson json, String key) throws Malformed {
    switch (key) {
      case "version" -> {
        if (json.number() != VERSION) {
          throw new Malformed("it is of another version than %d".formatted(VERSION));
        }
      }
      case "container" -> container = json.text();
      case "owner" -> owner = json.text();
      case "mode" ->
          mode = Mode.of(json.text()).orElseThrow(() -> new Malformed("its mode is not known"));
      case "range" -> range = Optional.of(range(json));
      case "uids" -> uids = map(json);
      case "gids" -> gids = map(json);
      default -> json.array(() -> mounts.add(mount(json)));
    }
  }

  static IdRange range(StrictJson json) throws Malformed {
    long[] numbers = new long[2];
    json.object(RANGE, key -> numbers["first".equals(key) ? 0 : 1] = json.number());
    try {
      return new IdRange(numbers[0], numbers[1]);
    } catch (IllegalArgumentException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private static IdMap map(StrictJson json) throws Malformed {
    List<Extent> extents = new ArrayList<>();
    json.array(() -> extents.add(extent(json)));
    try {
      return new IdMap(extents);
    } catch (IllegalArgumentException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Extent extent(StrictJson json) throws Malformed {
    List<Long> numbers = new ArrayList<>();
    json.array(() -> numbers.add(json.number()));
    if (numbers.size() != 3) {
      throw new Malformed("an extent of a map has three numbers");
    }
    try {
      return new Extent(numbers.get(0), numbers.get(1), numbers.get(2));
    } catch (IllegalArgumentException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private static PlannedMount mount(StrictJson json) throws Malformed {
    String[] texts = new String[2];
    json.object(MOUNT, key -> texts["destination".equals(key) ? 0 : 1] = json.text());
    Treatment treatment =
        Treatment.of(texts[1]).orElseThrow(() -> new Malformed("a treatment is not known"));
    try {
      return new PlannedMount(texts[0], treatment);
    } catch (IllegalArgumentException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }
}
