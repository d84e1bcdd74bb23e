package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.INT64;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXT_BY_NAME;
import static dev.cofferdam.docker.Types.oneOf;

/** The bodies of volumes. */
final class VolumeShapes {
  private VolumeShapes() {}

  private static final Type NOTHING = new Type.Struct(Shape.of("empty object"));

  private static final Shape ACCESS_MODE =
      Shape.of(
          "AccessMode",
          harmless("Scope", oneOf("", "single", "multi")),
          harmless("Sharing", oneOf("", "none", "readonly", "onewriter", "all")),
          harmless(
              "MountVolume",
              new Type.Struct(
                  Shape.of(
                      "MountVolume",
                      harmless("FsType", TEXT),
                      harmless("MountFlags", Types.TEXTS)))),
          harmless("BlockVolume", NOTHING));

  private static final Type TOPOLOGIES =
      Types.list(Shape.of("Topology", harmless("Segments", TEXT_BY_NAME)));

  private static final Shape CLUSTER =
      Shape.of(
          "ClusterVolumeSpec",
          harmless("Group", TEXT),
          harmless("AccessMode", new Type.Struct(ACCESS_MODE)),
          harmless(
              "AccessibilityRequirements",
              new Type.Struct(
                  Shape.of(
                      "TopologyRequirement",
                      harmless("Requisite", TOPOLOGIES),
                      harmless("Preferred", TOPOLOGIES)))),
          harmless(
              "CapacityRange",
              new Type.Struct(
                  Shape.of(
                      "CapacityRange",
                      harmless("RequiredBytes", INT64),
                      harmless("LimitBytes", INT64)))),
          harmless(
              "Secrets",
              Types.list(
                  Shape.of("VolumeSecret", harmless("Key", TEXT), harmless("Secret", TEXT)))),
          harmless("Availability", oneOf("", "active", "pause", "drain")));

  static final Shape UPDATE =
      Shape.of("VolumeUpdate", weighed("Spec", new Type.Struct(CLUSTER)).since(42));

  static final Shape CREATE =
      Shape.of(
          "VolumeCreate",
          harmless("Name", TEXT),
          weighed("Driver", TEXT),
          weighed("DriverOpts", TEXT_BY_NAME),
          weighed("Labels", TEXT_BY_NAME),
          weighed("ClusterVolumeSpec", new Type.Struct(CLUSTER)).since(42));
}
