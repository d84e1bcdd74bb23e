package dev.cofferdam.docker;

import java.util.SortedSet;

/** The body of {@code PUT /volumes/{name}}: only volumes of a swarm can be changed. */
public final class VolumeUpdate implements RequestDocument {
  private final Node.Struct root;

  private VolumeUpdate(Node.Struct root) {
    this.root = root;
  }

  public static VolumeUpdate parse(byte[] json) {
    return new VolumeUpdate(StrictJson.read(json, VolumeShapes.UPDATE));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }
}
