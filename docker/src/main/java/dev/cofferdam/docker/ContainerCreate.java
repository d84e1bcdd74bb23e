package dev.cofferdam.docker;

import dev.cofferdam.userns.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /containers/create}: parsed strictly, understood, and written again.
 *
 * <p>Immutable. Two are equal if they ask for the same. Fields that the client left out stay out.
 */
public final class ContainerCreate implements RequestDocument {
  private final Node.Struct root;
  private final Node.Struct host;
  private final List<MountRequest> mounts;
  private final List<SecurityOption> securityOptions;

  private ContainerCreate(Node.Struct root) {
    this(root, securityOptions(root.struct("HostConfig")));
  }

  /**
   * @param securityOptions those of the root: a profile among them is long, and need not be read
   *     again for each copy
   */
  private ContainerCreate(Node.Struct root, List<SecurityOption> securityOptions) {
    this.root = root;
    this.host = root.struct("HostConfig");
    this.mounts = MountList.of(root);
    this.securityOptions = securityOptions;
  }

  /**
   * Reads a body of any API version from 1.24 to 1.56.
   *
   * @throws MalformedBody if it could be read in two ways, has unknown fields, names no image, or
   *     sends a label or an annotation with {@link Resource#RESERVED_PREFIX}
   */
  public static ContainerCreate parse(byte[] json) {
    ContainerCreate create = of(StrictJson.read(json, ContainerShapes.CREATE));
    FilterRequest.of(create).check();
    var _ = NamespaceRequest.of(create);
    return create;
  }

  /** Of a body that was read already, or made from another one. */
  static ContainerCreate of(Node.Struct read) {
    Node.Struct root = MountList.normalised(read);
    CreateChecks.check(root);
    return new ContainerCreate(root);
  }

  /** One of which only this is known; for containers that exist. */
  static ContainerCreate ofHost(Node.Struct host) {
    Node.Struct root = Node.Struct.empty(ContainerShapes.CREATE).with("HostConfig", host);
    return new ContainerCreate(MountList.normalised(root));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this, facts);
  }

  /** The image as the client wrote it. */
  public String image() {
    return root.text("Image");
  }

  /** {@code user[:group]}, empty where the image decides. */
  public String user() {
    return root.text("User");
  }

  public Map<String, String> labels() {
    return Labels.of(root.entries("Labels"));
  }

  /** The names of environment variables; their values are nobody's business. */
  public List<String> envNames() {
    return EnvNames.of(root);
  }

  /**
   * The filter of system calls that it asks for.
   *
   * @throws MalformedBody when there can be no such filter on that host
   */
  public ContainerFilter filter(SeccompHost seccomp) {
    return FilterRequest.of(this).filter(seccomp);
  }

  /** A copy that asks the engine for this filter. */
  public ContainerCreate withFilter(ContainerFilter filter) {
    List<String> kept = new ArrayList<>();
    List<SecurityOption> keptOptions = new ArrayList<>();
    List<String> texts = host.texts("SecurityOpt");
    for (int i = 0; i < texts.size(); i++) {
      if (!FilterRequest.concerns(securityOptions.get(i))) {
        kept.add(texts.get(i));
        keptOptions.add(securityOptions.get(i));
      }
    }
    for (String option : filter.options()) {
      kept.add(option);
      keptOptions.add(SecurityOption.ofFilter(option));
    }
    Node.Struct filtered = kept.equals(texts) ? host : host.with("SecurityOpt", Node.ofTexts(kept));
    return new ContainerCreate(root.with("HostConfig", filtered), List.copyOf(keptOptions));
  }

  /**
   * The user namespace that it asks for.
   *
   * @throws MalformedBody when it cannot be had there, or not with what else is asked for
   */
  public ContainerNamespace namespace(NamespaceHost namespaces) {
    return NamespaceRequest.of(this).settle(namespaces);
  }

  /** A copy that asks the engine for this one, in the engine's words. */
  public ContainerCreate withNamespace(ContainerNamespace namespace) {
    Node.Struct plain = host;
    List<SecurityOption> kept = securityOptions;
    if (securityOptions.stream().anyMatch(NamespaceRequest::concerns)) {
      List<String> texts = host.texts("SecurityOpt");
      List<Node> others = new ArrayList<>();
      kept = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        if (!NamespaceRequest.concerns(securityOptions.get(i))) {
          others.add(Node.Text.of(texts.get(i)));
          kept.add(securityOptions.get(i));
        }
      }
      plain = plain.with("SecurityOpt", new Node.Items(others));
    }
    if (mounts.stream().anyMatch(mount -> mount.ownership() != Ownership.UNSAID)) {
      plain =
          plain.with("Binds", Node.ofTexts(NamespaceRequest.withoutOwnership(host.texts("Binds"))));
    }
    if (namespace.wrapped()) {
      plain = plain.with("Runtime", Node.Text.of(ContainerNamespace.RUNTIME));
    }
    if (namespace.mode() == Mode.HOST && namespace.asked()) {
      plain = plain.with("UsernsMode", Node.Text.of(Mode.HOST.id()));
    }
    return new ContainerCreate(root.with("HostConfig", plain), List.copyOf(kept));
  }

  /** A copy that has no capabilities but those that it asks for by name. */
  public ContainerCreate withoutCapabilities() {
    if (host.flag("Privileged") || CapabilityRules.dropsAll(host)) {
      return this;
    }
    List<String> dropped = new ArrayList<>(host.texts("CapDrop"));
    dropped.add("ALL");
    return new ContainerCreate(
        root.with("HostConfig", host.with("CapDrop", Node.ofTexts(dropped))), securityOptions);
  }

  @Override
  public References references() {
    return CreateReferences.of(root, mounts);
  }

  /** A copy in which containers are full ids and host paths are free of symbolic links. */
  @Override
  public ContainerCreate resolved(Resolution resolution) {
    return new ContainerCreate(CreateReferences.resolve(root, resolution), securityOptions);
  }

  /** A copy with one more label, which may be a reserved one. */
  public ContainerCreate withLabel(String key, String value) {
    return withLabels(Map.of(key, value));
  }

  /** The labels are also those of volumes that the engine makes for it. */
  @Override
  public ContainerCreate withLabels(Map<String, String> labels) {
    return new ContainerCreate(
        NewVolumes.labelled(Labels.add(root, labels), labels), securityOptions);
  }

  /**
   * Volumes that the engine makes where they do not exist, and cannot be told to label: those that
   * {@code HostConfig.Binds} names.
   */
  public List<VolumeCreate> boundVolumes() {
    return mounts.stream()
        .filter(mount -> mount.isNamedVolume() && mount.origin().startsWith("HostConfig.Binds["))
        .map(MountRequest::source)
        .distinct()
        .map(name -> VolumeCreate.of(name, host.text("VolumeDriver")))
        .toList();
  }

  @Override
  public Optional<Object> fact(Fact fact) {
    return ContainerFacts.find(this, fact);
  }

  Node.Struct root() {
    return root;
  }

  Node.Struct host() {
    return host;
  }

  List<MountRequest> mounts() {
    return mounts;
  }

  List<SecurityOption> securityOptions() {
    return securityOptions;
  }

  private static List<SecurityOption> securityOptions(Node.Struct host) {
    List<String> texts = host.texts("SecurityOpt");
    if (texts.isEmpty()) {
      return List.of();
    }
    SecurityOption[] options = new SecurityOption[texts.size()];
    for (int i = 0; i < options.length; i++) {
      options[i] = SecurityOption.parse(texts.get(i), "HostConfig.SecurityOpt[" + i + "]");
    }
    return List.of(options);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContainerCreate that && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return "ContainerCreate[" + Shown.text(image()) + "]";
  }
}
