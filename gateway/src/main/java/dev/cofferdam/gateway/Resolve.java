package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.BuildQuery;
import dev.cofferdam.docker.ImageReference;
import dev.cofferdam.docker.NetworkCreate;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.Query;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.docker.VolumeCreate;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What it is asked of. In: the understood call and body. Out: every object that it names, resolved
 * by the engine; the full ids are what the decision is about and what goes on to the engine.
 */
final class Resolve implements Stage {
  private final EngineObjects objects;
  private final BuildImages buildImages;
  private final SwarmObjects swarm;
  private final ResolveDocument document;
  private final JoinedContainers joined;
  private final ExecOwners execs;

  Resolve(
      EngineObjects objects,
      SwarmObjects swarm,
      ResolveDocument document,
      JoinedContainers joined,
      ExecOwners execs) {
    this.objects = objects;
    this.buildImages = new BuildImages(objects);
    this.swarm = swarm;
    this.document = document;
    this.joined = joined;
    this.execs = execs;
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return asksEngine(exchange.call());
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws Exception {
    Operation operation = exchange.call().operation();
    if (!exchange.policy().mentions(Decide.caller(exchange.identity()), operation)) {
      forTheRecord(exchange);
      return Optional.empty();
    }
    try {
      exchange.resources(resources(exchange));
      return Optional.empty();
    } catch (Missing missing) {
      return Optional.of(Refusal.of(missing.status(), String.valueOf(missing.getMessage())));
    } finally {
      // Of what the call has become: by its name a network is weighed, not by its id.
      exchange.privileges().addAll(Privileges.of(exchange.call()));
    }
  }

  /**
   * Of a request that is refused whatever it names: the record says what it was, the client is not
   * told what exists.
   */
  private void forTheRecord(Exchange exchange) throws EngineException {
    exchange.privileges().addAll(Privileges.of(exchange.call()));
    if (exchange.model() instanceof RequestModel.Document(RequestDocument asked)) {
      document.asWritten(exchange, asked);
    }
    boolean container =
        switch (exchange.call().route().subject()) {
          case CONTAINER, EXEC -> true;
          case NONE, IMAGE, VOLUME, NETWORK, PLUGIN, NODE, SERVICE, TASK, SECRET, CONFIG -> false;
        };
    try {
      if (container) {
        exchange.resources(List.of(subject(exchange, exchange.call().subject().orElseThrow())));
      }
    } catch (Missing unknown) {
      // The path on record has the reference as it was written.
    }
  }

  /** Whether a call names anything that only the engine can resolve. */
  private static boolean asksEngine(ApiCall call) {
    return call.subject().isPresent()
        || switch (call.operation()) {
          case CONTAINER_CREATE,
              IMAGE_BUILD,
              IMAGE_COMMIT,
              IMAGE_SAVE,
              VOLUME_CREATE,
              NETWORK_CREATE,
              SERVICE_CREATE ->
              true;
          default -> false;
        };
  }

  private List<Resource> resources(Exchange exchange) throws EngineException, Missing {
    ApiCall call = exchange.call();
    List<Resource> found = new ArrayList<>();
    if (call.subject().isPresent()) {
      found.add(subject(exchange, call.subject().get()));
    }
    named(exchange, found);
    if (exchange.model() instanceof RequestModel.Document(RequestDocument asked)) {
      found.addAll(document.apply(exchange, asked));
    }
    return found;
  }

  /** The object in the path; a container is put back into it by its full id. */
  private Resource subject(Exchange exchange, String reference) throws EngineException, Missing {
    ApiCall call = exchange.call();
    String argument = call.route().arguments().getFirst();
    return switch (call.route().subject()) {
      case CONTAINER -> {
        Resource.Container container = objects.container(reference);
        exchange.call(call.withArgument(argument, container.id()));
        yield container;
      }
      case EXEC -> exec(exchange, reference);
      case IMAGE -> image(call, reference);
      case VOLUME ->
          objects
              .volume(reference)
              .<Resource>map(EngineObjects.KnownVolume::volume)
              .orElseThrow(() -> new Missing("get " + reference + ": no such volume"));
      case NETWORK -> {
        Resource.Network network = objects.network(reference, scope(call));
        exchange.call(call.withArgument(argument, network.id()));
        yield network;
      }
      case PLUGIN, NODE, SERVICE, TASK, SECRET, CONFIG -> {
        SwarmObjects.Found found = swarm.find(call.route().subject(), reference);
        exchange.call(call.withArgument(argument, found.id()));
        yield found.object();
      }
      case NONE -> throw new IllegalStateException(call.route() + " names nothing");
    };
  }

  /** Where to look for a network: a swarm knows the host's own under other ids than the host. */
  private static String scope(ApiCall call) {
    return call.operation() == Operation.NETWORK_INSPECT
        ? call.query().text("scope").orElse("")
        : "";
  }

  /**
   * Where a process runs that was created before. Somebody else's has what he was given: that is
   * asked for as if it were created now.
   */
  private Resource exec(Exchange exchange, String id) throws EngineException, Missing {
    EngineObjects.KnownExec exec = objects.exec(id);
    if (!execs.isOwn(id, exchange.identity().user())) {
      exchange.privileges().addAll(Privileges.ofExec(exec.privileged(), exec.user()));
    }
    return exec.container();
  }

  /**
   * What is done to a reference is decided by that reference alone: another name of the same image
   * must not lend itself to its removal. What is done with an image is decided by all its names.
   */
  private Resource.Image image(ApiCall call, String reference) throws EngineException {
    return switch (call.operation()) {
      case IMAGE_PUSH ->
          pushed(reference, call.query().text("tag").map(tag -> ":" + tag).orElse(""));
      case IMAGE_REMOVE, DISTRIBUTION_INSPECT -> EngineObjects.imageByName(reference);
      default -> objects.image(reference);
    };
  }

  /** Objects that the query or a body names. */
  private void named(Exchange exchange, List<Resource> found) throws EngineException, Missing {
    ApiCall call = exchange.call();
    Query query = call.query();
    switch (call.operation()) {
      case CONTAINER_RENAME -> {
        // The new name has to be within the caller's reach as well.
        if (found.getFirst() instanceof Resource.Container container) {
          found.add(
              new Resource.Container(
                  container.id(),
                  query.text("name").orElse(""),
                  container.owner(),
                  container.image()));
        }
      }
      case IMAGE_COMMIT -> {
        Resource.Container source = objects.container(query.text("container").orElse(""));
        exchange.call(call.withQuery("container", source.id()));
        found.add(source);
        target(query).ifPresent(found::add);
      }
      case IMAGE_TAG, IMAGE_IMPORT -> target(query).ifPresent(found::add);
      case IMAGE_PULL ->
          found.add(pulled(query.text("fromImage").orElse(""), query.text("tag").orElse("")));
      case IMAGE_BUILD -> build(exchange, found);
      case IMAGE_SAVE -> {
        if (call.subject().isEmpty()) {
          for (String name : query.texts("names")) {
            found.add(objects.image(name));
          }
        }
      }
      case PLUGIN_CREATE -> query.text("name").map(Resolve::plugin).ifPresent(found::add);
      case PLUGIN_PULL -> {
        query.text("remote").map(Resolve::plugin).ifPresent(found::add);
        query.text("name").map(Resolve::plugin).ifPresent(found::add);
      }
      case PLUGIN_UPGRADE -> query.text("remote").map(Resolve::plugin).ifPresent(found::add);
      case VOLUME_CREATE -> found.addAll(newVolume(exchange));
      case NETWORK_CREATE -> found.addAll(newNetwork(exchange));
      default -> {}
    }
  }

  /** What a build is called, what it takes layers of, and whose network its commands have. */
  private void build(Exchange exchange, List<Resource> found) throws EngineException, Missing {
    Query query = exchange.call().query();
    query.texts("t").forEach(tag -> found.add(EngineObjects.imageByName(tag)));
    for (String image : BuildQuery.cacheFrom(query)) {
      found.add(objects.image(image));
    }
    Optional<String> networkOf = BuildQuery.joinedContainer(query);
    if (networkOf.isPresent()) {
      Resource.Container container = objects.container(networkOf.get());
      found.add(container);
      exchange.privileges().addAll(joined.privileges(exchange, container.id()));
      network(exchange, BuildQuery.networkOf(container.id()));
    }
    Optional<String> network = BuildQuery.network(query);
    if (network.isPresent()) {
      network(exchange, objects.network(network.get()).name());
    }
    used(exchange, found);
  }

  private static void network(Exchange exchange, String mode) {
    exchange.call(exchange.call().withQuery("networkmode", mode));
  }

  private static Resource plugin(String name) {
    return new Resource.Other(Subject.PLUGIN, "", name, Optional.empty());
  }

  /** The images that a build uses by its Dockerfile. */
  private void used(Exchange exchange, List<Resource> found) throws EngineException {
    switch (exchange.model()) {
      case RequestModel.Build(Set<String> images, var privileges, BodyInspection _) -> {
        exchange.privileges().addAll(privileges);
        BuildImages.Used used = buildImages.of(exchange.call().query(), images);
        found.addAll(used.images());
        exchange.privileges().addAll(used.privileges());
        used.unknown()
            .ifPresent(why -> {
              exchange.model(new RequestModel.UnknownBuild(why));
              exchange.privileges().add(Privileges.ofUnknownBuild());
            });
      }
      case RequestModel.UnknownBuild _ -> exchange.privileges().add(Privileges.ofUnknownBuild());
      case RequestModel.Empty _,
          RequestModel.Archive _,
          RequestModel.InspectedArchive _,
          RequestModel.CompressedArchive _,
          RequestModel.Document _ -> {}
    }
  }

  private static Optional<Resource> target(Query query) {
    return query
        .text("repo")
        .map(repo -> ImageReference.parse(repo, query.text("tag").orElse("")).normalised())
        .map(EngineObjects::imageByName);
  }

  /** A pull without a tag is of every tag there is: no pattern for names can stand for that. */
  private static Resource.Image pulled(String name, String tag) {
    ImageReference reference = ImageReference.parse(name, tag);
    return reference.nameOnly()
        ? new Resource.Image(name, List.of())
        : new Resource.Image(reference.normalised(), List.of(reference.normalised()));
  }

  /** Without a tag every one that there is goes out (moby, distribution/push.go). */
  private static Resource.Image pushed(String reference, String tag) {
    Resource.Image image = EngineObjects.imageByName(reference + tag);
    boolean every =
        tag.isEmpty() && !image.names().isEmpty() && ImageReference.parse(reference).nameOnly();
    return every ? new Resource.Image(reference, List.of()) : image;
  }

  /** A volume that exists already is what creating it again gives: then its owner counts. */
  private List<Resource> newVolume(Exchange exchange) throws EngineException {
    if (!(exchange.model() instanceof RequestModel.Document(VolumeCreate create))) {
      return List.of();
    }
    String name = create.name();
    Optional<EngineObjects.KnownVolume> existing =
        name.isEmpty() ? Optional.empty() : objects.volume(name);
    return List.of(
        existing
            .map(EngineObjects.KnownVolume::volume)
            .orElseGet(() -> new Resource.Volume(name, owner(exchange.identity()))));
  }

  private static List<Resource> newNetwork(Exchange exchange) {
    return exchange.model() instanceof RequestModel.Document(NetworkCreate create)
        ? List.of(new Resource.Network("", create.name(), owner(exchange.identity())))
        : List.of();
  }

  private static Optional<String> owner(Identity identity) {
    return Optional.of(identity.user());
  }
}
