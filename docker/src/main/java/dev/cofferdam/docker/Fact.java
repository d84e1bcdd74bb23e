package dev.cofferdam.docker;

/**
 * Something that a request may say of itself and that a policy's conditions can ask for, as {@code
 * request.} and the name. Nothing here is secret: of environment variables there are only names.
 *
 * <p>A limit is the one that will hold: where none is set or it is lifted, that is {@link
 * #UNLIMITED}, and not the 0 or -1 that the Engine API has for it. What compares it with a bound
 * cannot take no limit for a small one.
 */
public enum Fact {
  /** Bytes. */
  MEMORY("memory", Type.WHOLE),
  /** Memory and swap together, in bytes. */
  MEMORY_SWAP("memorySwap", Type.WHOLE),
  /** How many processors' time; infinite where it is not limited. */
  CPUS("cpus", Type.REAL),
  /** Processes at once. */
  PIDS("pids", Type.WHOLE),
  /** {@code user[:group]}, empty where the image or the container decides. */
  USER("user", Type.TEXT),
  /** The command and its arguments, empty where the image decides. */
  COMMAND("command", Type.TEXTS),
  /** Empty where the image decides. */
  ENTRYPOINT("entrypoint", Type.TEXTS),
  TTY("tty", Type.FLAG),
  PRIVILEGED("privileged", Type.FLAG),
  READONLY_ROOTFS("readonlyRootfs", Type.FLAG),
  /** As the client wrote them, without the gateway's own. */
  LABELS("labels", Type.TEXT_BY_NAME),
  ENV_NAMES("envNames", Type.TEXTS),
  /** Published ports as {@code 0.0.0.0:8080/tcp}; the port is 0 where the engine chooses one. */
  PORTS("ports", Type.TEXTS),
  /** The ports of {@link #PORTS}, every one of a range. */
  HOST_PORTS("hostPorts", Type.WHOLES),
  /** Paths of the host that are mounted, free of symbolic links. */
  HOST_PATHS("hostPaths", Type.TEXTS),
  /** {@code bind:/srv/data:/data:ro}: kind, source, target and mode of every mount. */
  MOUNTS("mounts", Type.TEXTS),
  /** {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure}. */
  RESTART_POLICY("restartPolicy", Type.TEXT),
  /** Of a volume or a network, empty for the engine's default. */
  DRIVER("driver", Type.TEXT),
  /** Whether a network has no way out. */
  INTERNAL("internal", Type.FLAG),
  /** {@code linux/arm64}, empty for the engine's own. */
  PLATFORM("platform", Type.TEXT);

  /** What a fact's value is in Java. */
  public enum Type {
    /** {@link Boolean}. */
    FLAG,
    /** {@link Long}. */
    WHOLE,
    /** {@link Double}. */
    REAL,
    /** {@link String}. */
    TEXT,
    /** A list of strings. */
    TEXTS,
    /** A list of {@link Long}. */
    WHOLES,
    /** A map of strings to strings. */
    TEXT_BY_NAME
  }

  public static final long UNLIMITED = Long.MAX_VALUE;

  private final String id;
  private final Type type;

  Fact(String id, Type type) {
    this.id = id;
    this.type = type;
  }

  /** The name in policies, without {@code request.}. */
  public String id() {
    return id;
  }

  public Type type() {
    return type;
  }
}
