package dev.cofferdam.cli;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.ImageReference;
import dev.cofferdam.docker.NetworkCreate;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Query;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Spec;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.docker.VolumeCreate;
import dev.cofferdam.policy.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The objects that a request of the Engine API is about, by its path and query and by what it
 * creates. The gateway finds the same by asking the engine.
 */
final class RequestResources {
  /** The versions that the gateway accepts. */
  static final ApiVersion.Range ACCEPTED =
      new ApiVersion.Range(new ApiVersion(1, 24), new ApiVersion(1, 56));

  private final Caller caller;
  private final KnownObjects known;

  RequestResources(Caller caller, KnownObjects known) {
    this.caller = caller;
    this.known = known;
  }

  List<Resource> of(ApiCall call, Optional<RequestDocument> document) {
    List<Resource> found = new ArrayList<>();
    call.subject().ifPresent(reference -> found.add(subject(call, reference)));
    Query query = call.query();
    switch (call.operation()) {
      case CONTAINER_RENAME -> found.add(renamed(call, query.text("name").orElse("")));
      case IMAGE_COMMIT -> {
        found.add(known.container(query.text("container").orElse("")));
        target(query).ifPresent(found::add);
      }
      case IMAGE_TAG, IMAGE_IMPORT -> target(query).ifPresent(found::add);
      case IMAGE_PULL ->
          found.add(pulled(query.text("fromImage").orElse(""), query.text("tag").orElse("")));
      case IMAGE_BUILD ->
          query.texts("t").forEach(tag -> found.add(DockerCommandLineImage.resource(tag)));
      case IMAGE_SAVE -> query.texts("names").forEach(name -> found.add(known.image(name)));
      default -> {}
    }
    document.flatMap(body -> created(call, body)).ifPresent(found::add);
    return found;
  }

  private Optional<Resource> created(ApiCall call, RequestDocument document) {
    Optional<String> owner = Optional.of(caller.user());
    return switch (document) {
      case ContainerCreate create ->
          Optional.of(
              new Resource.Container(
                  "",
                  call.query().text("name").orElse(""),
                  owner,
                  DockerCommandLineImage.normalised(create.image())));
      case VolumeCreate create -> Optional.of(volume(create.name(), owner));
      case NetworkCreate create -> Optional.of(new Resource.Network("", create.name(), owner));
      case Spec spec -> spec(call, spec.name(), owner);
      default -> Optional.empty(); // other documents create nothing that has an owner
    };
  }

  private static Optional<Resource> spec(ApiCall call, String name, Optional<String> owner) {
    Optional<Subject> kind =
        switch (call.operation()) {
          case SERVICE_CREATE -> Optional.of(Subject.SERVICE);
          case SECRET_CREATE -> Optional.of(Subject.SECRET);
          case CONFIG_CREATE -> Optional.of(Subject.CONFIG);
          default -> Optional.empty();
        };
    return kind.map(subject -> new Resource.Other(subject, "", name, owner));
  }

  /** Creating a volume that is there gives the one that is there. */
  private Resource volume(String name, Optional<String> owner) {
    Resource.Volume existing = known.volume(name);
    return existing.owner().isPresent() ? existing : new Resource.Volume(name, owner);
  }

  private Resource renamed(ApiCall call, String name) {
    Resource.Container container = known.container(call.subject().orElseThrow());
    return new Resource.Container(container.id(), name, container.owner(), container.image());
  }

  private Resource subject(ApiCall call, String reference) {
    return switch (call.route().subject()) {
      case CONTAINER, EXEC -> known.container(reference);
      case IMAGE ->
          call.operation() == Operation.IMAGE_PUSH
              ? known.image(reference + call.query().text("tag").map(tag -> ":" + tag).orElse(""))
              : known.image(reference);
      case VOLUME -> known.volume(reference);
      case NETWORK -> known.network(reference);
      case NONE, PLUGIN, NODE, SERVICE, TASK, SECRET, CONFIG ->
          new Resource.Other(call.route().subject(), "", reference, Optional.empty());
    };
  }

  private static Optional<Resource> target(Query query) {
    return query.text("repo").map(repo -> pulled(repo, query.text("tag").orElse("")));
  }

  private static Resource.Image pulled(String name, String tag) {
    ImageReference reference = ImageReference.parse(name, tag);
    return reference.nameOnly()
        ? new Resource.Image(name, List.of())
        : new Resource.Image(reference.normalised(), List.of(reference.normalised()));
  }
}
