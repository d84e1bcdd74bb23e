package dev.cofferdam.docker;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** The body of {@code POST /networks/create}. */
public final class NetworkCreate implements RequestDocument {
  private final Node.Struct root;

  private NetworkCreate(Node.Struct root) {
    this.root = root;
  }

  /**
   * Reads a body; engines before API 1.44 are told to refuse a second network of the same name, as
   * the others do anyway.
   *
   * @throws MalformedBody also for a name that a reference could not name, and for reserved labels
   */
  public static NetworkCreate parse(byte[] json) {
    Node.Struct root = StrictJson.read(json, NetworkShapes.CREATE);
    if (!Names.isNetwork(root.text("Name"))) {
      throw MalformedBody.at("Name", "must be given ([a-zA-Z0-9][a-zA-Z0-9_.-]*)");
    }
    Labels.refuseReserved(root.entries("Labels"), "Labels");
    return new NetworkCreate(root.with("CheckDuplicate", Node.Bool.TRUE));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }

  public String name() {
    return root.text("Name");
  }

  /** The network whose configuration is taken over, or empty. */
  public String configFrom() {
    return root.struct("ConfigFrom").text("Network");
  }

  public Map<String, String> labels() {
    return Labels.of(root.entries("Labels"));
  }

  @Override
  public Optional<Object> fact(Fact fact) {
    return switch (fact) {
      case LABELS -> Optional.of(labels());
      case DRIVER -> Optional.of(root.text("Driver"));
      case INTERNAL -> Optional.of(root.flag("Internal"));
      default -> Optional.empty();
    };
  }

  @Override
  public NetworkCreate withLabels(Map<String, String> labels) {
    return new NetworkCreate(Labels.add(root, labels));
  }

  Node.Struct root() {
    return root;
  }
}
