package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.ExistingContainer;
import dev.cofferdam.docker.ImageReference;
import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.VolumeCreate;
import dev.cofferdam.gateway.EngineClient.EngineAnswer;
import dev.cofferdam.gateway.EngineJson.Fields;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What references mean to the engine right now. Nothing is cached: a name that was renamed or
 * tagged over between two requests must not be decided on by what it meant before (hazard P7).
 */
final class EngineObjects {
  /** A reference that names nothing, or what is not made: the engine's own answer to it. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Missing(String message) {
      this(404, message);
    }

    Missing(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** An engine that is no manager of a swarm says so with this status, whatever is asked for. */
  private static final int NO_SWARM = 503;

  /**
   * @param options whether it was made with driver options, which can mount anything
   */
  record KnownVolume(Resource.Volume volume, boolean options) {}

  private static final int UNMAKE_SECONDS = 30;
  private static final byte[][] HOST_CONFIG = JsonScan.names("HostConfig");
  private static final String OWNER = "Labels." + Resource.OWNER_LABEL;

  private final EngineClient engine;
  private final EngineVersion version;

  EngineObjects(EngineClient engine, EngineVersion version) {
    this.engine = engine;
    this.version = version;
  }

  /**
   * @param reference a name, a full id or the beginning of one
   */
  Resource.Container container(String reference) throws EngineException, Missing {
    Fields fields = inspect("/containers/" + reference + "/json");
    String id = fields.text("Id");
    if (id.length() != 64) {
      throw new EngineException("the engine names no id for a container");
    }
    String name = fields.text("Name");
    return new Resource.Container(
        id,
        name.startsWith("/") ? name.substring(1) : name,
        fields.optional("Config." + OWNER),
        normalised(fields.text("Config.Image")));
  }

  /**
   * A container that runs.
   *
   * @param pid of its first process
   * @param user {@code user[:group]} of its configuration, empty for root
   */
  record Running(int pid, String user) {}

  /** Empty where it does not run. */
  Optional<Running> running(String id) throws EngineException, Missing {
    Fields fields = inspect("/containers/" + id + "/json");
    String pid = fields.text("State.Pid");
    boolean runs = fields.text("State.Running").equals("true") && pid.matches("[1-9][0-9]{0,8}");
    return runs
        ? Optional.of(new Running(Integer.parseInt(pid), fields.text("Config.User")))
        : Optional.empty();
  }

  /** All that there are, stopped ones too. */
  List<Resource.Container> containers() throws EngineException {
    EngineAnswer answer = engine.get(target("/containers/json?all=1"));
    if (!answer.ok()) {
      throw new EngineException("it answered " + answer.status() + " when asked for containers");
    }
    List<Resource.Container> found = new ArrayList<>();
    try {
      new JsonEdit(answer.body()).items(new ContainerItem(found::add, any -> true), -1);
    } catch (UnreadableAnswer unreadable) {
      throw new EngineException(String.valueOf(unreadable.getMessage()), unreadable);
    }
    return found;
  }

  /** What a container was made of, to whoever shares it. */
  ExistingContainer existing(String reference) throws EngineException, Missing {
    byte[] answer = answer("/containers/" + reference + "/json");
    JsonScan scan = new JsonScan(answer);
    try {
      scan.expect('{');
      do {
        boolean host = scan.member(HOST_CONFIG) == 0;
        var _ = scan.peek();
        int from = scan.position();
        scan.skip();
        if (host) {
          return ExistingContainer.of(Arrays.copyOfRange(answer, from, scan.position()));
        }
      } while (scan.take(','));
    } catch (UnreadableAnswer | MalformedBody unreadable) {
      throw new EngineException("what it says of a container is not understood", unreadable);
    }
    throw new EngineException("it does not say what a container was made of");
  }

  /**
   * A process that was created in a container.
   *
   * @param user {@code user[:group]}, empty for the container's own
   */
  record KnownExec(Resource.Container container, boolean privileged, String user) {}

  KnownExec exec(String id) throws EngineException, Missing {
    Fields fields = inspect("/exec/" + id + "/json");
    return new KnownExec(
        container(fields.text("ContainerID")),
        // Fail closed: what does not say that it is not, is.
        !fields.text("ProcessConfig.privileged").equals("false"),
        fields.text("ProcessConfig.user"));
  }

  /**
   * An image by its name, which means to the engine what it says. What may be an id as well is
   * asked for, and has all the names that the image has.
   */
  Resource.Image image(String reference) throws EngineException {
    if (!ImageReference.mayBeId(reference)) {
      return imageByName(reference);
    }
    EngineAnswer answer = engine.get(target("/images/" + escapedPath(reference) + "/json"));
    if (!answer.ok()) {
      return new Resource.Image(reference, named(reference));
    }
    Fields fields = Fields.read(answer.body());
    List<String> names = new ArrayList<>();
    names.add(fields.text("Id"));
    fields.list("RepoTags").forEach(tag -> names.add(normalised(tag)));
    fields.list("RepoDigests").forEach(digest -> names.add(normalised(digest)));
    return new Resource.Image(reference, names);
  }

  /** {@code user[:group]} that an image says its containers run as; empty where there is none. */
  String userOfImage(String reference) throws EngineException {
    EngineAnswer answer = engine.get(target("/images/" + escapedPath(reference) + "/json"));
    return answer.ok() ? Fields.read(answer.body()).text("Config.User") : "";
  }

  /** What a reference is called that may not exist yet: the target of a tag, a pull, a build. */
  static Resource.Image imageByName(String reference) {
    return new Resource.Image(reference, named(reference));
  }

  Optional<KnownVolume> volume(String name) throws EngineException {
    try {
      Fields fields = inspect("/volumes/" + name);
      return Optional.of(
          new KnownVolume(
              new Resource.Volume(name, fields.optional(OWNER)), fields.hasBelow("Options")));
    } catch (Missing unknown) {
      return Optional.empty();
    }
  }

  /**
   * Makes a volume, or finds that it exists.
   *
   * @param patienceSeconds for a driver that is a plugin, which may make it elsewhere
   */
  Resource.Volume make(VolumeCreate volume, int patienceSeconds) throws EngineException, Missing {
    EngineAnswer answer =
        engine.change(
            HttpMethod.POST, target("/volumes/create"), volume.write(), Map.of(), patienceSeconds);
    if (answer.status() >= 300) {
      throw new Missing(
          answer.status(), EngineJson.message(new String(answer.body(), StandardCharsets.UTF_8)));
    }
    return new Resource.Volume(volume.name(), Fields.read(answer.body()).optional(OWNER));
  }

  /** Removes a volume, unless it is in use. */
  void unmake(String volume) throws EngineException {
    var _ =
        engine.change(
            HttpMethod.DELETE, target("/volumes/" + volume), new byte[0], Map.of(), UNMAKE_SECONDS);
  }

  /** Removes a container that nobody has started yet, with its anonymous volumes. */
  void unmakeContainer(String id) throws EngineException {
    EngineAnswer answer =
        engine.change(
            HttpMethod.DELETE,
            target("/containers/" + id + "?force=1&v=1"),
            new byte[0],
            Map.of(),
            UNMAKE_SECONDS);
    if (answer.status() >= 300 && answer.status() != 404) {
      throw new EngineException("it answered " + answer.status() + " when asked to remove " + id);
    }
  }

  Resource.Network network(String reference) throws EngineException, Missing {
    return network(reference, "");
  }

  /**
   * @param scope {@code local}, {@code swarm} and so on, or empty for any
   */
  Resource.Network network(String reference, String scope) throws EngineException, Missing {
    Fields fields = inspect("/networks/" + reference + (scope.isEmpty() ? "" : "?scope=" + scope));
    return new Resource.Network(fields.text("Id"), fields.text("Name"), fields.optional(OWNER));
  }

  Fields inspect(String path) throws EngineException, Missing {
    return Fields.read(answer(path));
  }

  byte[] answer(String path) throws EngineException, Missing {
    EngineAnswer answer = engine.get(target(path));
    if (answer.status() == 404 || answer.status() == NO_SWARM) {
      throw new Missing(
          answer.status(), EngineJson.message(new String(answer.body(), StandardCharsets.UTF_8)));
    }
    if (!answer.ok()) {
      throw new EngineException(
          "it answered " + answer.status() + " when asked what a reference names");
    }
    return answer.body();
  }

  /** The version that the engine will be asked by. */
  ApiVersion effective(ApiCall call) throws EngineException {
    return call.version().isPresent() ? call.version().get() : version.get();
  }

  private String target(String path) throws EngineException {
    ApiVersion own = version.get();
    return "/v" + own + path;
  }

  /** What may be an id is not believed to be a name: the engine takes it for either. */
  private static List<String> named(String reference) {
    if (ImageReference.mayBeId(reference)) {
      return List.of();
    }
    return reference(reference).map(known -> List.of(known.normalised())).orElse(List.of());
  }

  /** An image's name as policies know it; what is no reference (an id) as it is. */
  static String normalised(String reference) {
    return reference(reference).map(ImageReference::normalised).orElse(reference);
  }

  private static Optional<ImageReference> reference(String text) {
    try {
      return Optional.of(ImageReference.parse(text));
    } catch (BadRequest noReference) {
      return Optional.empty();
    }
  }

  static String escapedPath(String reference) {
    return URLEncoder.encode(reference, StandardCharsets.UTF_8)
        .replace("%2F", "/")
        .replace("%3A", ":")
        .replace("%40", "@");
  }
}
