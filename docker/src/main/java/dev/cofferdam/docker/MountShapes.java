package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.part;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.BOOL;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXTS;
import static dev.cofferdam.docker.Types.TEXT_BY_NAME;
import static dev.cofferdam.docker.Types.UINT32;
import static dev.cofferdam.docker.Types.UINT64;
import static dev.cofferdam.docker.Types.oneOf;

/** What is mounted into containers and tasks ({@code HostConfig.Mounts}, since API 1.25). */
final class MountShapes {
  private MountShapes() {}

  private static final Shape BIND =
      Shape.of(
          "BindOptions",
          weighed(
              "Propagation",
              oneOf("", "private", "rprivate", "shared", "rshared", "slave", "rslave")),
          harmless("NonRecursive", BOOL).since(40),
          harmless("CreateMountpoint", BOOL).since(42),
          weighed("ReadOnlyNonRecursive", BOOL).since(44),
          harmless("ReadOnlyForceRecursive", BOOL).since(44));

  private static final Shape DRIVER =
      Shape.of("Driver", weighed("Name", TEXT), weighed("Options", TEXT_BY_NAME));

  private static final Shape VOLUME =
      Shape.of(
          "VolumeOptions",
          harmless("NoCopy", BOOL),
          weighed("Labels", TEXT_BY_NAME),
          harmless("Subpath", TEXT).since(45),
          part("DriverConfig", DRIVER));

  private static final Shape TMPFS =
      Shape.of(
          "TmpfsOptions",
          harmless("SizeBytes", UINT64),
          harmless("Mode", UINT32),
          harmless("Options", Types.list(TEXTS)).since(46));

  static final Shape MOUNT =
      Shape.of(
          "Mount",
          // "npipe" is a Windows pipe; "" is refused by the engine as well.
          weighed("Type", oneOf("bind", "volume", "tmpfs", "image", "cluster")),
          weighed("Source", TEXT),
          weighed("Target", TEXT),
          weighed("ReadOnly", BOOL),
          harmless("Consistency", oneOf("", "default", "consistent", "cached", "delegated")),
          part("BindOptions", BIND),
          part("VolumeOptions", VOLUME),
          harmless(
                  "ImageOptions",
                  new Type.Struct(Shape.of("ImageOptions", harmless("Subpath", TEXT))))
              .since(48),
          harmless("TmpfsOptions", new Type.Struct(TMPFS)),
          harmless("ClusterOptions", new Type.Struct(Shape.of("ClusterOptions"))).since(42));
}
