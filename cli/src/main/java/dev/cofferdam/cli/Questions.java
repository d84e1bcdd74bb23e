package dev.cofferdam.cli;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Body;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.HostFacts;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.References;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.RequestDocuments;
import dev.cofferdam.docker.Resolution;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Route;
import dev.cofferdam.docker.Routes;
import dev.cofferdam.docker.SeccompHost;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.CaseFile;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.Question;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The questions that the gateway would put to a policy, found out without an engine. */
final class Questions {
  private final Caller caller;
  private final KnownObjects known;
  private final Instant now;
  private final HostFacts facts;
  private final boolean dropsCapabilities;

  /**
   * @param now when they are put
   * @param policy that they are put to
   */
  Questions(Caller caller, KnownObjects known, Instant now, Policy policy) {
    this.caller = caller;
    this.known = known;
    this.now = now;
    this.dropsCapabilities = policy.dropsCapabilities(caller);
    this.facts =
        HostFacts.standard()
            .withSeccomp(SeccompHost.standard().withBase(policy.seccompBase()))
            .withNamespaces(policy.namespaces(caller));
  }

  /**
   * @throws dev.cofferdam.docker.MalformedBody if the gateway refuses the body before it asks
   */
  Question of(DockerCommandLine.Call call) {
    List<Resource> resources = new ArrayList<>();
    call.resources().forEach(each -> resources.add(call.fresh() ? own(each) : existing(each)));
    SortedSet<Privilege> privileges = new TreeSet<>(byItself(call.operation()));
    Optional<RequestDocument> document = call.body().map(json -> document(call.operation(), json));
    document.ifPresent(parsed -> add(parsed, resources, privileges));
    Facts facts = document.<Facts>map(parsed -> parsed::fact).orElse(Facts.NONE);
    return question(call.operation(), resources, privileges, facts);
  }

  /**
   * @throws dev.cofferdam.docker.BadRequest if the gateway refuses the request before it asks
   * @throws dev.cofferdam.docker.MalformedBody the same of the body
   */
  Question of(CaseFile.Asked.Request request) {
    ApiCall call = ApiCall.parse(request.method(), request.path(), RequestResources.ACCEPTED);
    Optional<RequestDocument> document =
        switch (call.route().body()) {
          case NONE, TAR -> Optional.empty();
          case JSON -> Optional.of(document(call.operation(), request.body().orElse("")));
          case JSON_OR_NONE -> request.body().map(json -> document(call.operation(), json));
        };
    if (call.route().body() == Body.NONE && request.body().isPresent()) {
      throw new dev.cofferdam.docker.BadRequest(400, call.route() + " takes no body");
    }
    List<Resource> resources =
        new ArrayList<>(new RequestResources(caller, known).of(call, document));
    SortedSet<Privilege> privileges = new TreeSet<>(Privileges.of(call));
    document.ifPresent(parsed -> add(parsed, resources, privileges));
    Facts facts = document.map(parsed -> Facts.of(call, parsed)).orElseGet(() -> Facts.of(call));
    return question(call.operation(), resources, privileges, facts);
  }

  private Question question(
      Operation operation, List<Resource> resources, Set<Privilege> privileges, Facts facts) {
    return new Question(
        caller, operation, resources, privileges, new Circumstances(facts, "unix", now));
  }

  private static RequestDocument document(Operation operation, String json) {
    return RequestDocuments.parse(operation, json.getBytes(StandardCharsets.UTF_8));
  }

  /** What a body names and asks for. */
  private void add(
      RequestDocument sent, List<Resource> resources, SortedSet<Privilege> privileges) {
    RequestDocument document =
        dropsCapabilities && sent instanceof ContainerCreate create
            ? create.withoutCapabilities()
            : sent;
    if (document instanceof ContainerCreate create) {
      var _ = create.namespace(facts.namespaces());
      var _ = create.filter(facts.seccomp());
      resources.add(known.image(create.image()));
    }
    References references = document.references();
    references.images().forEach(image -> resources.add(known.image(image)));
    Map<String, String> containers = new HashMap<>();
    for (References.Joined joined : references.containers()) {
      Resource.Container target = known.container(joined.reference());
      containers.put(joined.reference(), fullId(target));
      resources.add(target);
    }
    Map<String, String> paths = new HashMap<>();
    for (String path : references.hostPaths()) {
      paths.put(path, Path.of(path).normalize().toString());
    }
    Map<String, String> networks = new HashMap<>();
    references.networks().forEach(each -> networks.put(each, known.network(each).name()));
    privileges.addAll(
        document.resolved(new Resolution(containers, paths, networks)).privileges(facts));
  }

  /** Which id it is decides on nothing. */
  private static String fullId(Resource.Container container) {
    return container.id().isEmpty() ? "0".repeat(64) : container.id();
  }

  /** What an operation asks for whatever is said in the request. */
  static SortedSet<Privilege> byItself(Operation operation) {
    return Routes.all().stream()
        .filter(route -> route.operation() == operation)
        .findFirst()
        .map(
            route -> ApiCall.parse(route.method().name(), sample(route), RequestResources.ACCEPTED))
        .map(Privileges::of)
        .orElseGet(Collections::emptySortedSet);
  }

  /** A path of the route with arguments that it accepts. */
  static String sample(Route route) {
    return route.template().replaceAll("\\{[^}]*}", "0".repeat(64));
  }

  private Resource own(Resource resource) {
    Optional<String> owner = Optional.of(caller.user());
    return switch (resource) {
      case Resource.Container it -> new Resource.Container(it.id(), it.name(), owner, it.image());
      case Resource.Volume it -> new Resource.Volume(it.name(), owner);
      case Resource.Network it -> new Resource.Network(it.id(), it.name(), owner);
      case Resource.Image it -> it;
      case Resource.Other it -> it;
    };
  }

  private Resource existing(Resource resource) {
    return switch (resource) {
      case Resource.Container it -> known.container(it.name());
      case Resource.Volume it -> known.volume(it.name());
      case Resource.Network it -> known.network(it.name());
      case Resource.Image it -> known.image(it.asked());
      case Resource.Other it -> it;
    };
  }
}
