package dev.cofferdam.cli;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.ExecCreate;
import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.RequestDocuments;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.VolumeCreate;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One request of a docker command with what a policy says to it.
 *
 * @param condition when it is made, empty for always
 * @param privileges widest first
 * @param confinement of requests that make a container, run in one or make a volume
 */
record ExplainCommandStep(
    Operation operation,
    List<String> resources,
    Optional<String> condition,
    SortedSet<Privilege> privileges,
    Optional<Confinement> confinement,
    Verdict verdict) {

  /**
   * What the objects that the command names are taken to be.
   *
   * @param owner empty for nobody
   * @param image of containers, written out, or empty
   */
  record Existing(Optional<String> owner, String image) {}

  /** Puts the question that the gateway would put. */
  static ExplainCommandStep of(
      DockerCommandLine.Call call,
      Caller caller,
      Existing existing,
      Function<Question, Verdict> policy) {
    Optional<String> owner = call.fresh() ? Optional.of(caller.user()) : existing.owner;
    List<Resource> resources =
        call.resources().stream().map(resource -> owned(resource, owner, existing.image)).toList();
    List<String> labels = resources.stream().map(Resource::label).toList();
    try {
      SortedSet<Privilege> privileges = privileges(call);
      Circumstances circumstances = new Circumstances(facts(call), "unix", Instant.now());
      Verdict verdict =
          policy.apply(
              new Question(caller, call.operation(), resources, privileges, circumstances));
      Optional<Confinement> confinement =
          call.body().isPresent()
              ? Optional.of(Privileges.confinement(privileges))
              : Optional.empty();
      return new ExplainCommandStep(
          call.operation(), labels, call.condition(), privileges, confinement, verdict);
    } catch (MalformedBody e) {
      // The gateway refuses such a body before it asks any policy.
      Verdict refused =
          new Verdict.Deny(Optional.empty(), String.valueOf(e.getMessage()), List.of());
      return new ExplainCommandStep(
          call.operation(),
          labels,
          call.condition(),
          new TreeSet<>(Set.of()),
          Optional.empty(),
          refused);
    }
  }

  private static Resource owned(Resource resource, Optional<String> owner, String image) {
    return switch (resource) {
      case Resource.Container container ->
          new Resource.Container(
              container.id(),
              container.name(),
              owner,
              container.image().isEmpty() ? image : container.image());
      case Resource.Volume volume -> new Resource.Volume(volume.name(), owner);
      case Resource.Network network -> new Resource.Network(network.id(), network.name(), owner);
      case Resource.Image named -> named;
      case Resource.Other other -> other;
    };
  }

  private static SortedSet<Privilege> privileges(DockerCommandLine.Call call) {
    if (call.body().isEmpty()) {
      return new TreeSet<>();
    }
    byte[] body = call.body().get().getBytes(StandardCharsets.UTF_8);
    return switch (call.operation()) {
      case CONTAINER_CREATE -> Privileges.of(ContainerCreate.parse(body));
      case EXEC_CREATE -> Privileges.of(ExecCreate.parse(body));
      case VOLUME_CREATE -> Privileges.of(VolumeCreate.parse(body));
      default -> new TreeSet<>();
    };
  }

  /** What the request would say of itself; the docker client's own choices of platform are none. */
  private static Facts facts(DockerCommandLine.Call call) {
    return call.body()
        .<Facts>map(body ->
            RequestDocuments.parse(call.operation(), body.getBytes(StandardCharsets.UTF_8))::fact)
        .orElse(Facts.NONE);
  }

  boolean isRefused() {
    return verdict instanceof Verdict.Deny;
  }

  /** Refused, and asked in any case: the command fails. */
  boolean stops() {
    return isRefused() && condition.isEmpty();
  }
}
