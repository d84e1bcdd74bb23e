package dev.cofferdam.gateway;

import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.PathStat;
import dev.cofferdam.linux.Credentials;
import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Stat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An archive request of a running container, answered from its own files in the engine's words
 * (moby 20.10, daemon/archive and api/server/router/container/copy).
 */
final class ContainerArchive implements StandIn, WorkerUpstream.Work {
  /**
   * What is asked for.
   *
   * @param container as errors call it
   * @param user whom files are given to, {@code user[:group]}; empty where the archive says it
   * @param replaceKinds whether a directory may replace another kind of file, or be replaced
   */
  record Request(
      Operation operation, String container, AskedPath path, String user, boolean replaceKinds) {}

  private final Request request;
  private final ContainerTree tree;
  private final Credentials credentials;
  private final Runnable over;
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * @param tree is closed when the request is over
   * @param over told then
   */
  ContainerArchive(Request request, ContainerTree tree, Credentials credentials, Runnable over) {
    this.request = request;
    this.tree = tree;
    this.credentials = credentials;
    this.over = over;
  }

  @Override
  public Upstream open(EventLoop loop, EngineLink.Events events) {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("it was answered before");
    }
    boolean headOnly = request.operation() == Operation.CONTAINER_ARCHIVE_STAT;
    return new WorkerUpstream(loop, events, this, headOnly);
  }

  /** The request is over and may never have come here. */
  void giveUp() {
    if (taken.compareAndSet(false, true)) {
      over();
    }
  }

  @Override
  public void over() {
    tree.close();
    over.run();
  }

  @Override
  public void answer(WorkerUpstream exchange) throws IOException {
    switch (request.operation()) {
      case CONTAINER_ARCHIVE_STAT -> stat(exchange);
      case CONTAINER_ARCHIVE_READ -> read(exchange);
      case CONTAINER_ARCHIVE_WRITE -> write(exchange);
      default -> throw new IllegalStateException("no archive: " + request.operation());
    }
  }

  private void stat(WorkerUpstream exchange) throws IOException {
    try (TreeWalk found = TreeWalk.to(tree, request.path().absolute(), false)) {
      exchange.head(200, Map.of(PathStat.FIELD, field(found)), 0);
      exchange.end();
    }
  }

  private void read(WorkerUpstream exchange) throws IOException {
    try (TreeWalk found = TreeWalk.to(tree, request.path().absolute(), false)) {
      TreeArchive.check(tree, found);
      Map<String, String> fields =
          Map.of("Content-Type", "application/x-tar", PathStat.FIELD, field(found));
      exchange.head(200, fields, -1);
      new TreeArchive(tree, exchange::write).write(request.path(), found);
      exchange.end();
    }
  }

  private String field(TreeWalk found) throws KernelException {
    return TreeArchive.stat(tree, request.path(), found).field();
  }

  private void write(WorkerUpstream exchange) throws IOException {
    // In a mount with mapped ids, root of the host is nobody and could make nothing. The thread
    // ends with the request, and this with it.
    credentials.setSecureBits(credentials.secureBits() | Credentials.NO_SETUID_FIXUP);
    var _ = credentials.actAs(tree.ids().root());
    String destination = destination();
    TreeExtraction.Options options =
        new TreeExtraction.Options(request.replaceKinds(), ContainerUser.of(tree, request.user()));
    try (TreeExtraction extraction = new TreeExtraction(tree, destination, options)) {
      TreeExtraction.Unpacking unpacking = new TreeExtraction.Unpacking(extraction);
      for (ByteBuf part = exchange.next(); part.isReadable(); part = exchange.next()) {
        try {
          unpacking.feed(part.nioBuffer());
        } finally {
          part.release();
        }
      }
      unpacking.end();
    }
    exchange.head(200, Map.of(), 0);
    exchange.end();
  }

  /** Where it is unpacked, links followed. */
  private String destination() throws IOException {
    try (TreeWalk found = TreeWalk.to(tree, request.path().absolute(), true)) {
      if (found.stat().type() != Stat.S_IFDIR) {
        throw new Refused("extraction point is not a directory");
      }
      if (tree.inodes().isReadOnly(found.place())) {
        throw new Refused(
            isOfRoot(found)
                ? "container rootfs is marked read-only"
                : "mounted volume is marked read-only");
      }
      return found.path();
    }
  }

  private boolean isOfRoot(TreeWalk found) throws KernelException {
    try (TreeWalk root = TreeWalk.to(tree, "/", true)) {
      return root.stat().id().mount() == found.stat().id().mount();
    }
  }

  @Override
  public Answer failed(Exception why) {
    return switch (why) {
      case KernelException missing when missing.errno() == Errno.ENOENT ->
          answer(
              404,
              "Could not find the file %s in container %s"
                  .formatted(shown(request.path().asked()), request.container()));
      case MalformedBody malformed -> answer(500, String.valueOf(malformed.getMessage()));
      case TreeExtraction.Unreplaceable kind -> answer(500, String.valueOf(kind.getMessage()));
      case IOException failed -> answer(500, String.valueOf(failed.getMessage()));
      default -> {
        Log.unexpected("an archive of " + request.container(), why);
        yield answer(500, "the gateway failed; its log says why");
      }
    };
  }

  private static String shown(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static Answer answer(int status, String message) {
    return new Answer(status, message, "failed", false);
  }

  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }
}
