package dev.cofferdam.docker;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** The body of {@code POST /volumes/create}. */
public final class VolumeCreate implements RequestDocument {
  private final Node.Struct root;

  private VolumeCreate(Node.Struct root) {
    this.root = root;
  }

  /**
   * @throws MalformedBody also for a name that is no volume's, and for reserved labels
   */
  public static VolumeCreate parse(byte[] json) {
    Node.Struct root = StrictJson.read(json, VolumeShapes.CREATE);
    String name = root.text("Name");
    if (!name.isEmpty() && !Names.isVolume(name)) {
      throw MalformedBody.at("Name", "must be the name of a volume ([a-zA-Z0-9_.-]) or empty");
    }
    Labels.refuseReserved(root.entries("Labels"), "Labels");
    return new VolumeCreate(root);
  }

  /** Of a volume as the engine makes it for a container that names it. */
  static VolumeCreate of(String name, String driver) {
    return new VolumeCreate(
        Node.Struct.empty(VolumeShapes.CREATE)
            .with("Name", Node.Text.of(name))
            .with("Driver", Node.Text.of(driver)));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }

  /** Empty where the engine makes one up. */
  public String name() {
    return root.text("Name");
  }

  public Map<String, String> labels() {
    return Labels.of(root.entries("Labels"));
  }

  @Override
  public Optional<Object> fact(Fact fact) {
    return switch (fact) {
      case LABELS -> Optional.of(labels());
      case DRIVER -> Optional.of(root.text("Driver"));
      default -> Optional.empty();
    };
  }

  @Override
  public VolumeCreate withLabels(Map<String, String> labels) {
    return new VolumeCreate(Labels.add(root, labels));
  }

  String driver() {
    return root.text("Driver");
  }

  Map<String, Node> driverOptions() {
    return root.entries("DriverOpts");
  }

  Map<String, Node> labelNodes() {
    return root.entries("Labels");
  }

  boolean isCluster() {
    return root.has("ClusterVolumeSpec");
  }
}
