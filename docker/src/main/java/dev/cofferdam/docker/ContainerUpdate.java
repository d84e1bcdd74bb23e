package dev.cofferdam.docker;

import java.util.SortedSet;

/** The body of {@code POST /containers/{id}/update}. */
public final class ContainerUpdate implements RequestDocument {
  private final Node.Struct root;

  private ContainerUpdate(Node.Struct root) {
    this.root = root;
  }

  public static ContainerUpdate parse(byte[] json) {
    Node.Struct root = StrictJson.read(json, ContainerShapes.UPDATE);
    CreateChecks.devices(root, "");
    return new ContainerUpdate(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }

  Node.Struct root() {
    return root;
  }
}
