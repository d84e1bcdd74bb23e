package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a service shall be. It is weighed as the container that engines make of its task ({@link
 * TaskContainer}), and for what only services have ({@link ServiceRules}).
 */
public final class ServiceSpec implements Spec {
  private final Node.Struct root;
  private final Map<String, String> networks;

  private ServiceSpec(Node.Struct root, Map<String, String> networks) {
    this.root = root;
    this.networks = networks;
  }

  /** The body of {@code POST /services/create}. */
  public static ServiceSpec parse(byte[] json) {
    ServiceSpec spec = read(json);
    Hidden.refuse(spec.root, "");
    for (Reserved label : spec.reserved()) {
      throw MalformedBody.at(
          label.path(),
          "labels that start with " + Resource.RESERVED_PREFIX + " are set by Cofferdam alone");
    }
    return spec;
  }

  /** As a client sends it back, with the labels that it found. */
  static ServiceSpec changed(byte[] json) {
    ServiceSpec spec = read(json);
    Hidden.refuse(spec.root, "");
    return spec;
  }

  private static ServiceSpec read(byte[] json) {
    return of(StrictJson.read(json, ServiceShapes.SERVICE));
  }

  private static ServiceSpec of(Node.Struct read) {
    Node.Struct root = ServiceMounts.normalised(read);
    ServiceChecks.check(root);
    ServiceSpec spec = new ServiceSpec(root, Map.of());
    // The container has a grammar of its own: making it checks it.
    var _ = spec.container();
    return spec;
  }

  /**
   * What a service was before it was updated last: what it is again when that is rolled back.
   *
   * @param inspected the engine's answer to {@code GET /services/{id}}
   * @throws MalformedBody if that spec could not have come through here
   */
  public static Optional<ServiceSpec> previousIn(byte[] inspected) {
    Node answer = StrictJson.read(inspected);
    return answer instanceof Node.Entries(Map<String, Node> fields)
            && fields.get("PreviousSpec") instanceof Node.Entries previous
        ? Optional.of(read(CanonicalJson.write(previous)))
        : Optional.empty();
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public String name() {
    return root.text("Name");
  }

  /** The image of its containers as the client wrote it; empty where it is a plugin's. */
  public String image() {
    return ServiceMounts.container(root).text("Image");
  }

  /** Who owns it, where a spec says so that was made through the gateway. */
  public Optional<String> owner() {
    return Optional.ofNullable(root.entries("Labels").get(Resource.OWNER_LABEL)).map(Node::asText);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    Findings found = new Findings();
    container().ifPresent(container -> found.all(Privileges.of(container, facts)));
    ServiceRules.weigh(root, found);
    return found.all();
  }

  /** Of its containers, and of labels its own. */
  @Override
  public Optional<Object> fact(Fact fact) {
    return fact == Fact.LABELS
        ? Optional.of(Labels.ofClient(root.entries("Labels")))
        : container().flatMap(container -> container.fact(fact));
  }

  private Optional<ContainerCreate> container() {
    return TaskContainer.of(root, networks);
  }

  @Override
  public References references() {
    return ServiceReferences.of(root);
  }

  /** A copy with the ids of networks, and ids and names of secrets and configs. */
  @Override
  public ServiceSpec resolved(Resolution resolution) {
    ServiceSpec resolved =
        new ServiceSpec(
            ServiceReferences.resolve(root, resolution),
            ServiceReferences.names(resolution.swarm()));
    var _ = resolved.container();
    return resolved;
  }

  @Override
  public List<Reserved> reserved() {
    List<Reserved> all = new ArrayList<>(Labels.reserved(root.entries("Labels"), "Labels"));
    all.addAll(
        Labels.reserved(
            ServiceMounts.container(root).entries("Labels"), "TaskTemplate.ContainerSpec.Labels"));
    return all;
  }

  /** A copy with more labels on the service and on its containers. */
  @Override
  public ServiceSpec withLabels(Map<String, String> labels) {
    Node.Struct labelled = Labels.add(root, labels);
    Node.Struct task = root.struct("TaskTemplate");
    if (task.has("ContainerSpec")) {
      Node.Struct container = Labels.add(task.struct("ContainerSpec"), labels);
      labelled = labelled.with("TaskTemplate", task.with("ContainerSpec", container));
    }
    return new ServiceSpec(labelled, networks);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceSpec that && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return "ServiceSpec[" + Shown.text(name()) + "]";
  }
}
