package dev.cofferdam.docker;

import java.util.SortedSet;

/** The body of {@code POST /containers/{id}/checkpoints}. */
public final class CheckpointCreate implements RequestDocument {
  private static final Shape SHAPE =
      Shape.of(
          "CheckpointCreate",
          Field.harmless("CheckpointID", Types.TEXT),
          Field.weighed("CheckpointDir", Types.TEXT),
          Field.harmless("Exit", Types.BOOL));

  private final Node.Struct root;

  private CheckpointCreate(Node.Struct root) {
    this.root = root;
  }

  public static CheckpointCreate parse(byte[] json) {
    Node.Struct root = StrictJson.read(json, SHAPE);
    if (!Names.isPlain(root.text("CheckpointID"))) {
      throw MalformedBody.at("CheckpointID", "must be given ([a-zA-Z0-9][a-zA-Z0-9_.-]*)");
    }
    String directory = root.text("CheckpointDir");
    if (!directory.isEmpty() && !HostPath.isPlain(directory)) {
      throw MalformedBody.at("CheckpointDir", "must be an absolute path of Linux");
    }
    return new CheckpointCreate(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }

  /** A directory of the host; empty for the engine's own. */
  String directory() {
    return root.text("CheckpointDir");
  }
}
