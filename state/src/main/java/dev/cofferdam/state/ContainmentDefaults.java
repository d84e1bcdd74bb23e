package dev.cofferdam.state;

import dev.cofferdam.state.StrictJson.Keys;
import dev.cofferdam.state.StrictJson.Malformed;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Mode;
import dev.cofferdam.userns.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * How a container without a plan is contained: one that was created past the gateway. In the file
 * {@code containment.json} of the state directory:
 *
 * <pre>{"version":1,"mode":"private","pool":{"first":524288,"count":1878523904},"dockerRoot":2}
 * </pre>
 *
 * @param mode never {@link Mode#USER}, which has no user where nobody asked
 * @param pool the ids that ranges are taken of
 * @param dockerRoot what root is in mode {@link Mode#ROOT_SHIFT}
 */
public record ContainmentDefaults(Mode mode, IdRange pool, long dockerRoot) {
  /** What holds where no file says otherwise. */
  public static final ContainmentDefaults BUILT_IN =
      new ContainmentDefaults(Mode.PRIVATE, Pool.DEFAULT_SPAN, Maps.DOCKER_ROOT);

  private static final String FILE = "containment.json";
  private static final long VERSION = 1;
  private static final Keys KEYS = Keys.required("version", "mode", "pool", "dockerRoot");

  /**
   * @throws IllegalArgumentException if it could not be carried out
   */
  public ContainmentDefaults {
    if (mode == Mode.USER) {
      throw new IllegalArgumentException("mode user cannot be a default: it has no user");
    }
    var _ = Maps.rootShift(dockerRoot);
  }

  /**
   * What a state directory says; {@link #BUILT_IN} where it says nothing.
   *
   * @throws StateException if the file is not understood
   */
  public static ContainmentDefaults read(Path stateDirectory) throws StateException {
    Path file = stateDirectory.resolve(FILE);
    try {
      return parse(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return BUILT_IN;
    } catch (IOException e) {
      throw new StateException("the file %s cannot be read: %s".formatted(file, e), e);
    } catch (Malformed e) {
      throw new StateException(
          "the file %s is not understood: %s; start the gateway, which writes it, or remove it"
              .formatted(file, e.getMessage()));
    }
  }

  public void write(Path stateDirectory) throws StateException {
    Path file = stateDirectory.resolve(FILE);
    try {
      AtomicFile.makeDirectory(stateDirectory);
      AtomicFile.write(file, json());
    } catch (IOException e) {
      throw new StateException("the file %s cannot be written: %s".formatted(file, e), e);
    }
  }

  private byte[] json() {
    ByteArrayBuilder out = new ByteArrayBuilder();
    try (JsonGenerator json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("version", VERSION);
      json.writeStringProperty("mode", mode.id());
      json.writeObjectPropertyStart("pool");
      json.writeNumberProperty("first", pool.first());
      json.writeNumberProperty("count", pool.count());
      json.writeEndObject();
      json.writeNumberProperty("dockerRoot", dockerRoot);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  static ContainmentDefaults parse(byte[] document) throws Malformed {
    Mode[] mode = {Mode.PRIVATE};
    IdRange[] pool = {Pool.DEFAULT_SPAN};
    long[] dockerRoot = {0};
    StrictJson.read(
        document,
        KEYS,
        (json, key) -> {
          switch (key) {
            case "version" -> {
              if (json.number() != VERSION) {
                throw new Malformed("it is of another version than %d".formatted(VERSION));
              }
            }
            case "mode" ->
                mode[0] =
                    Mode.of(json.text()).orElseThrow(() -> new Malformed("its mode is not known"));
            case "pool" -> pool[0] = PlanJson.range(json);
            default -> dockerRoot[0] = json.number();
          }
        });
    try {
      return new ContainmentDefaults(mode[0], pool[0], dockerRoot[0]);
    } catch (IllegalArgumentException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }
}
